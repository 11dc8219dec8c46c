# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows in their surroundings: check mode, settings, folders, locks, several accounts, hooks, and the list."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import CLOSE, OPEN, PLAYBOOKS
from .desks import Desks, block_of, desks_in, open_keys

OWN = PLAYBOOKS / "window.yml"
PACKAGE = "ansible_collections.marketops.binance.plugins.plugin_utils._window"
LIST = "marketops.binance.list_orders"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with desks_in(tmp_path) as made:
        yield made


def runs(*wanted: dict[str, object]) -> tuple[str, str]:
    return "-e", json.dumps({"runs": list(wanted)})


def test_an_order_that_was_reopened_is_not_closed_anywhere(desks: Desks) -> None:
    exchange = desks.add("desk")
    assert desks.open().returncode == 0
    exchange.set_status("order-1", "RECEIVED", is_open=True)
    ran = desks.close()
    assert ran.returncode == 2, ran.stdout
    said = "NOT closed: 1 block order that had been gone is open again on desk for all underlyings"
    assert said in block_of(ran.stdout, "desk")
    evidence, index = desks.evidence("desk"), desks.index()
    assert evidence["verdict"] == index["verdict"] == index["accounts"][0]["verdict"] == "not_closed"
    assert said in evidence["sentence"]
    assert f"<h1>{evidence['sentence']}</h1>" in desks.report("desk")
    assert 'class="banner bad"' in desks.report("desk")
    page = (desks.folder / "evidence/w1/index.html").read_text("utf-8")
    assert "NOT CLOSED" in page
    assert 'class="banner bad"' in page
    # Opened again, the order is cancelled again, and the window can be closed.
    assert desks.open().returncode == 0
    closed = desks.close()
    assert closed.returncode == 0, closed.stdout
    assert desks.evidence("desk")["verdict"] == "closed"


def test_check_mode_never_touches_the_evidence_of_a_real_run(desks: Desks) -> None:
    exchange = desks.add("desk")
    ran = desks.play(OWN, "-i", desks.inventory, *runs({}, {"check_mode": True}, {"state": "closed"}))
    assert ran.returncode == 0, ran.stdout
    first = desks.evidence("desk")
    assert [run["state"] for run in first["runs"]] == ["open", "closed"]
    exchange.seed(key="late")
    before = desks.path("desk").read_bytes()
    checked = desks.open("--check", "--diff")
    assert checked.returncode == 0, checked.stdout
    assert desks.path("desk").read_bytes() == before
    assert "Check mode: 1 block order would be cancelled on desk for all underlyings" in block_of(
        checked.stdout, "desk"
    )
    assert "-late: BUY 1.2 BTC-261225-100000-C @ 2.80" in checked.stdout


@pytest.mark.parametrize("way", ["keyword", "--check"])
def test_check_mode_cancels_nothing_and_names_no_file(desks: Desks, way: str) -> None:
    exchange = desks.add("desk")
    more = ["--check"] if way == "--check" else []
    ran = desks.play(
        OWN, "-i", desks.inventory, *runs({"check_mode": way == "keyword" or None} if not more else {}), *more
    )
    assert ran.returncode == 0, ran.stdout
    assert "cancelling" not in ran.stdout
    assert "report.html" not in ran.stdout
    assert "Check mode: 3 block orders would be cancelled on desk" in block_of(ran.stdout, "desk")
    assert not (desks.folder / "evidence").exists()
    assert exchange.journal("cancel") == []
    assert len([entry for entry in exchange.journal() if entry.operation == "time"]) == 1, "one step is enough"


def test_more_orders_than_allowed_fail_in_check_mode_too(desks: Desks) -> None:
    desks.add("desk")
    ran = desks.open("--check", max_orders=2)
    assert ran.returncode == 2
    assert "max_orders allows 2" in block_of(ran.stdout, "desk")


def test_inline_vault_values_are_read(desks: Desks) -> None:
    (desks.folder / "password").write_text("open sesame")
    encrypted = subprocess.run(
        ["ansible-vault", "encrypt_string", "--vault-password-file", "password", DESK["api_secret"]],
        cwd=desks.folder,
        env={**os.environ, "HOME": str(desks.folder)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    exchange = desks.add("desk", binance_api_secret=None)
    hosts = json.loads(Path(desks.inventory).read_text())
    variables = hosts["all"]["hosts"]["desk"]
    del variables["binance_api_secret"]
    lines = [f"      {name}: {json.dumps(value)}" for name, value in {**variables, **hosts["all"]["vars"]}.items()]
    vault = "\n".join(f"      {line}" for line in f"binance_api_secret: {encrypted}".splitlines())
    (desks.folder / "vaulted.yml").write_text("all:\n  hosts:\n    desk:\n" + "\n".join([*lines, vault]) + "\n")
    arguments = ["-i", "vaulted.yml", "--vault-password-file", "password", "-e", "binance_hosts=all"]
    ran = desks.play(OPEN, *arguments, "-e", "binance_window_id=w1", "-e", "binance_max_orders=5", "-vvvv")
    assert ran.returncode == 0, ran.stdout
    assert open_keys(exchange) == set()
    assert DESK["api_secret"] not in ran.stdout


def test_a_target_that_is_too_old_gives_its_last_line(desks: Desks) -> None:
    old = desks.folder / "python"
    old.write_text("#!/bin/sh\necho 'SyntaxError: future feature annotations is not defined' >&2\nexit 1\n")
    old.chmod(0o755)
    exchange = desks.add("desk", ansible_python_interpreter=str(old))
    ran = desks.open()
    assert ran.returncode == 2
    block = block_of(ran.stdout, "desk")
    assert "the module crashed on the target: SyntaxError: future feature annotations is not defined." in block
    assert "UNKNOWN whether block orders are open on desk" in block
    assert exchange.journal() == []


@pytest.mark.parametrize("fault", ["418", "403_html"])
def test_a_refused_address_stops_the_accounts_behind_it(desks: Desks, fault: str) -> None:
    exchange = desks.add("desk_a")
    exchange.seed(key="other-0", account="other")
    _desk, other, *_more = exchange.accounts()
    desks.add("desk_b", exchange=exchange, binance_api_key=other["api_key"], binance_api_secret=other["api_secret"])
    exchange.arm(fault, "cancel", count=1)
    ran = desks.open("-e", "binance_serial=1")
    assert ran.returncode == 2
    assert [entry.account for entry in exchange.journal() if entry.account == "other"] == []
    block = block_of(ran.stdout, "desk_b")
    assert "the exchange refuses this address, as another account found: desk_a: " in block
    assert "UNKNOWN whether block orders are open on desk_b" in block
    assert exchange.truth("other-0").open
    # The next run of Ansible asks again.
    exchange.reset()
    assert "desk_b  DRAINED" in desks.open("-e", "binance_serial=1").stdout


def test_accounts_never_share_a_folder(desks: Desks) -> None:
    exchanges = [desks.add(name) for name in ("desk/1", "desk_1")]
    ran = desks.open()
    assert ran.returncode == 0, ran.stdout
    assert [open_keys(exchange) for exchange in exchanges] == [set(), set()]
    assert sorted(entry["account"] for entry in desks.index()["accounts"]) == ["desk/1", "desk_1"]
    folders = {entry["folder"] for entry in desks.index()["accounts"]}
    assert folders == {path.parent.name for path in (desks.folder / "evidence/w1").glob("*/report.html")}
    assert 'href="desk%252F1/report.html"' in (desks.folder / "evidence/w1/index.html").read_text("utf-8")


def test_files_follow_the_group_and_the_umask(desks: Desks) -> None:
    desks.add("desk")
    top = desks.folder / "evidence"
    top.mkdir()
    os.chown(top, -1, os.getgroups()[-1] if os.getuid() else 4711)
    top.chmod(0o2775)
    former = os.umask(0o002)
    try:
        assert desks.open().returncode == 0
    finally:
        os.umask(former)
    for path in top.rglob("*"):
        found = path.stat()
        assert found.st_gid == top.stat().st_gid, path
        wanted = 0o2775 if path.is_dir() else 0o664
        assert stat.S_IMODE(found.st_mode) == wanted, path


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become a colleague")
def test_a_colleague_with_another_user_closes(desks: Desks) -> None:
    desks.add("desk")
    with tempfile.TemporaryDirectory() as name:  # others may not enter the folder of the tests
        top = Path(name)
        os.chown(top, -1, 4711)
        top.chmod(0o2775)
        former = os.umask(0o002)
        try:
            assert desks.open("-e", f"binance_evidence_dir={top}").returncode == 0
        finally:
            os.umask(former)
        script = (
            "import os\n"
            f"from {PACKAGE}.paths import Paths\n"
            f"from {PACKAGE}.store import Store\n"
            f"from {PACKAGE}.render import render_report\n"
            f"paths = Paths.of({name!r}, 'w1', 'desk')\n"
            "store = Store(paths, 'w1', 'desk', 'bob')\n"
            "render_report(store.read())\n"
            "os.setgroups([4711]); os.setgid(4711); os.setuid(4712); os.umask(0o002)\n"
            "window = store.read(); store.add(window.runs[0])\n"
            "print(paths.evidence.stat().st_uid, paths.lock.read_text())\n"
        )
        environment = {**os.environ, "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"]}
        command = [sys.executable, "-c", script]
        ran = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert ran.stdout.split() == ["4712", "bob"], ran.stderr


def test_two_runs_at_once_lose_nothing(desks: Desks) -> None:
    exchange = desks.add("desk")
    exchange.arm("delay", "cancel", when="before", delay_ms=1000, count=3)
    with desks.start() as first, desks.start() as second:
        texts = [process.communicate(timeout=300)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], texts
    evidence = desks.evidence("desk")
    assert len(evidence["runs"]) == 2
    assert all("end" in run["steps"][-1] for run in evidence["runs"])
    assert open_keys(exchange) == set()


def test_any_errors_fatal_in_the_settings_hides_no_account(desks: Desks) -> None:
    desks.add("desk_a", binance_api_secret="x" * 64)
    healthy = desks.add("desk_b")
    ran = desks.play(OPEN, *desks.arguments("--forks", "1"), ANSIBLE_ANY_ERRORS_FATAL="true")
    assert ran.returncode == 2
    assert open_keys(healthy) == set()
    assert "desk_b  DRAINED" in ran.stdout
    assert "desk_a  UNKNOWN" in ran.stdout


def test_the_hook_runs_once_per_account_with_the_result(desks: Desks) -> None:
    desks.add("desk_a")
    desks.add("desk_b", binance_api_secret="x" * 64)
    refused = desks.add("desk_c", binance_kinds="block")
    hook = desks.folder / "hook.yml"
    hook.write_text(
        "- name: Notify\n  ansible.builtin.copy:\n    content: '{{ binance_window.verdict }}'\n"
        f"    dest: '{desks.folder}/{{{{ inventory_hostname }}}}.txt'\n    mode: '0600'\n"
        "  when: binance_window.succeeded or not binance_window.executed\n"
    )
    ran = desks.open("-e", f"binance_after_verdict={hook}")
    assert ran.returncode == 2
    assert [(desks.folder / f"desk_{name}.txt").read_text() for name in "ab"] == ["drained", "unknown"]
    # Its hook fails, since a run that was refused has no verdict: the reason is shown all the same.
    assert not (desks.folder / "desk_c.txt").exists()
    summary = ran.stdout[ran.stdout.index("1 of 3 accounts as wanted") :]
    assert "  desk_c  NOT STARTED, nothing was sent\n    Why: kinds " in summary
    assert refused.journal() == []
    index = desks.index()
    assert (index["verdict"], index["accounts_good"]) == ("unknown", 1)
    assert {entry["account"]: entry["looked_at"] for entry in index["accounts"]} == {
        "desk_a": True,
        "desk_b": True,
        "desk_c": False,
    }
    assert ran.stdout.index("1 of 3 accounts as wanted") > ran.stdout.index("Notify")


@pytest.mark.parametrize("damage", ["{", '{"schema": "another"}', None])
def test_damaged_evidence_stops_the_run_before_anything_is_sent(desks: Desks, damage: str | None) -> None:
    exchange = desks.add("desk")
    path = desks.path("desk")
    if damage is None:
        assert desks.open().returncode == 0
        document = json.loads(path.read_text())
        document["runs"][0]["steps"][0]["report"]["listings"][0]["orders"][0]["open"] = "yes"
        damage = json.dumps(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(damage)
    before = len(exchange.journal())
    ran = desks.open()
    assert ran.returncode == 2
    assert "can't be read, and is not changed" in ran.stdout
    assert len(exchange.journal()) == before
    assert path.read_text() == damage


@pytest.mark.parametrize("way", ["options", "environment"])
def test_credentials_reach_the_target_in_every_way_and_are_never_shown(desks: Desks, way: str) -> None:
    exchange = desks.add("desk")
    environment = {}
    if way == "environment":
        environment = {
            "BINANCE_API_URL": exchange.url,
            "BINANCE_API_KEY": DESK["api_key"],
            "BINANCE_API_SECRET": DESK["api_secret"],
        }
        path = desks.folder / "bare.yml"
        path.write_text("all:\n  hosts:\n    localhost:\n      ansible_connection: local\n")
        arguments = ["-i", str(path), "-e", "binance_window_id=w1", "-e", "binance_max_orders=5"]
    else:
        arguments = desks.arguments()
    ran = desks.play(OPEN, *arguments, "-vvvv", **environment)
    assert ran.returncode == 0, ran.stdout
    assert open_keys(exchange) == set()
    hidden = [*DESK.values(), *(entry.signature for entry in exchange.journal() if entry.signature)]
    assert len(hidden) > 8
    assert [text for text in hidden if text in ran.stdout] == []


def test_the_list_is_a_table_of_80_columns(desks: Desks) -> None:
    exchange = desks.add("desk_a", orders=0)
    exchange.seed(key="3caba883-777f-461b-b51a-591fc625ded2", quantity="1.50", price="2310.5", expires_in_ms=600_000)
    exchange.seed(key="1caba883-777f-461b-b51a-591fc625ded2", side="SELL", quantity="2", expires_in_ms=900_000)
    exchange.seed(key="2caba883-777f-461b-b51a-591fc625ded2", symbol="ETH-261225-4000-P")
    exchange.seed(key="cancelled", status="CANCELLED")
    exchange.fill(exchange.seed_option_orders(2)[0], "0.4")
    desks.add("desk_b", binance_api_secret="x" * 64)
    desks.add("desk_c").restrict("desk", permissions=["read"])
    ran = desks.play(LIST, "-i", desks.inventory, "-e", "binance_hosts=all")
    assert ran.returncode == 2
    table = ran.stdout[ran.stdout.index("desk_a: 3 block orders open") :].splitlines()
    assert max(map(len, table[: table.index("  ETH: 1 order, BUY 1.2") + 1])) <= 80
    keys = [line.split()[0][:1] for line in table if "591fc625ded2" in line]
    assert keys == ["3", "1", "2"], "by underlying, symbol and expiry"
    assert "  BTC: 2 orders, BUY 1.5, SELL 2" in table
    assert any(re.search(r"^  3caba883\S+ BUY +1\.50 +2310\.5 +\d+m \d\ds$", line) for line in table)
    assert "desk_b: NOT LISTED: " in ran.stdout
    assert "desk_a: 2 ordinary option orders open" in table
    assert "  BTC: 2 orders, BUY 2.4, 0.4 of it executed" in table
    assert "desk_c: ordinary option orders NOT LISTED: The exchange refused the key" in ran.stdout
    assert sum(entry.weight for entry in exchange.journal()) == 5 + 40
    for kinds, status in ((), 0), (("-e", "binance_kinds=block_orders,option_orders"), 2):
        assert desks.play(LIST, "-i", desks.inventory, "-e", "binance_hosts=desk_c", *kinds).returncode == status
    only = desks.play(
        LIST, *desks.arguments()[:2], "-e", "binance_hosts=desk_a", "-e", "binance_underlyings=ETHUSDT,BNBUSDT"
    )
    assert only.returncode == 0, only.stdout
    assert "desk_a: 1 block order open for ETHUSDT, BNBUSDT" in only.stdout
    assert "desk_a: no ordinary option order is listed as open for ETHUSDT, BNBUSDT" in only.stdout


def test_closing_without_the_trades_is_not_closed(desks: Desks) -> None:
    exchange = desks.add("desk")
    assert desks.open().returncode == 0
    exchange.restrict("desk", permissions=["read", "trade"])
    ran = desks.play(CLOSE, *desks.arguments(max_orders=None))
    assert ran.returncode == 2
    assert (
        "NOT closed: no block order is open on desk for all underlyings, but what was executed could not be read"
        in (block_of(ran.stdout, "desk"))
    )


def test_an_execution_between_opening_and_closing_is_reported(desks: Desks) -> None:
    exchange: Exchange = desks.add("desk")
    assert desks.open().returncode == 0
    exchange.seed(key="quoted-too-early")
    exchange.accept("quoted-too-early")
    ran = desks.close()
    assert ran.returncode == 0, ran.stdout
    block = block_of(ran.stdout, "desk")
    assert "Executed: quoted-too-early: BUY 1.2 BTC-261225-100000-C @ 2.80 (no listing had shown it)" in block
    assert "The position has changed: BTC-261225-100000-C +1.2 (0 to 1.2). The executions that were seen" in block
