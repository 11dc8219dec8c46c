# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real playbooks that succeed and fail in every way, at the highest verbosity: no secret, no signature."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.hostile import Hostile, http
from ansible_collections.marketops.binance.tests.support.private_keys import (
    PKCS1,
    PKCS8,
    private_key,
    private_pem,
    public_pem,
)
from ansible_collections.marketops.binance.tests.support.process_watch import ProcessWatch

from .conftest import PLAYBOOKS, Play

# Hosts for the runs that tell most of what happens inside.
DEBUGGED = ("wrong_secret", "executed", "rsa", "untrusted", "echo")
_PRIVATE_KEY, _API_SECRET = "belongs in private_key", "belongs in api_secret"
_SIGNED = re.compile(r"signature(?:=|%3D)[^*\s]", re.IGNORECASE)
# So much of a secret is too much.
_PIECE = 24


@dataclass
class Desk:
    """A host of the playbook, with credentials that occur nowhere else on this machine."""

    exchange: Exchange | None
    expected: str
    variables: dict[str, Any]
    secrets: list[str] = field(default_factory=list)
    hostile: Hostile | None = None

    def signatures(self) -> list[str]:
        if self.exchange is not None:
            return [entry.signature for entry in self.exchange.journal() if entry.signature]
        if self.hostile is not None:
            queries = [parse_qs(urlsplit(head.split(" ")[1]).query) for head in self.hostile.heads]
            return [query["signature"][0] for query in queries]
        return []


class Desks:
    """Makes the hosts; what they need ends with ``stack``."""

    def __init__(self, stack: contextlib.ExitStack, inputs: Path) -> None:
        self._stack = stack
        self._inputs = inputs

    def make(self) -> dict[str, Desk]:
        passphrase = secrets.token_hex(16)
        rsa = private_pem(private_key("rsa"), PKCS1, passphrase)
        ed25519 = private_pem(private_key("ed25519"), PKCS8)
        lost_lines = private_pem(private_key("rsa"), PKCS8).replace("\n", " ")
        password = secrets.token_hex(32)
        userinfo = f"https://operator:{password}@127.0.0.1:port"
        return {
            "success": self.hmac("cancelled", modes=["check", "real", "again"]),
            "wrong_secret": self.hmac("-1022", api_secret=secrets.token_hex(32)),
            "wrong_key": self.hmac("-2015", api_key=secrets.token_hex(32)),
            "odd_key": self.hmac("Copy it again", api_key=secrets.token_hex(32) + " x"),
            "half_secret": self.hmac("Copy it again", api_secret="4tooShort"),
            "two_kinds": self.hmac("give only the one", private_key=rsa, private_key_passphrase=passphrase),
            "lost_answers": self.hmac("cancelled", lambda exchange: exchange.arm("reset", "cancel", when="after")),
            "silence": self.hmac(
                "max_wait", lambda exchange: exchange.arm("timeout", "cancel", count=None), max_wait=1
            ),
            "html": self.hmac("max_wait", lambda exchange: exchange.arm("502_html", count=None), max_wait=1),
            "redirect": self.hmac("redirect", lambda exchange: exchange.arm("redirect", count=None)),
            "firewall": self.hmac("firewall", lambda exchange: exchange.arm("403_html", count=None)),
            "ban": self.hmac("banned", lambda exchange: exchange.arm("418", "cancel")),
            "refused": self.hmac("-1130", lambda exchange: exchange.arm("code", "cancel", code=-1130, count=None)),
            "max_orders": self.hmac("max_orders", max_orders=0),
            "executed": self.hmac("executed", lambda exchange: exchange.schedule("accept", {"key": "first"}, "cancel")),
            "rsa": self.pem("rsa", "cancelled", [passphrase], private_key=rsa, private_key_passphrase=passphrase),
            "ed25519": self.pem("ed25519", "cancelled", private_key_path=self.file("ed25519.pem", ed25519)),
            "wrong_passphrase": self.pem(
                "rsa", "can't be decrypted", [passphrase], private_key=rsa, private_key_passphrase=passphrase[::-1]
            ),
            "lost_lines": self.pem("rsa", "cancelled", private_key=lost_lines),
            "surrounded": self.hmac("cancelled", api_secret=f"\ufeff{secrets.token_hex(32)}\n"),
            "key_as_path": self.pem("rsa", _PRIVATE_KEY, _lines(rsa), private_key_path=rsa),
            "body_as_path": self.pem("ed25519", _PRIVATE_KEY, private_key_path="".join(_lines(ed25519))),
            "secret_as_path": self.pem("rsa", _API_SECRET, [password], private_key_path=password),
            "key_as_authorities": self.hmac(_PRIVATE_KEY, ca_path=ed25519, hidden=_lines(ed25519)),
            "key_as_secret": self.hmac("api_secret contains PEM text", api_secret=rsa),
            "key_as_matching_key": self.hmac(_PRIVATE_KEY, keys=ed25519, hidden=_lines(ed25519)),
            "keys_as_matching_keys": self.hmac("a list inside", keys=[[rsa]], hidden=_lines(rsa)),
            "key_as_number": self.hmac("unable to convert to int", max_wait=rsa, hidden=_lines(rsa)),
            "key_as_url": self.nobody(_PRIVATE_KEY, rsa, *_lines(rsa)),
            "secret_as_url": self.nobody(_API_SECRET, password, password),
            "untrusted": self.hmac("not trusted", exchange=Exchange(tls="expired")),
            "unreachable": self.nobody("refused", "http://127.0.0.1:1"),
            "unresolved": self.nobody("resolved", "https://exchange.invalid"),
            "userinfo": self.nobody("api_url", userinfo, password),
            "echo": self.echo(),
        }

    def file(self, name: str, text: str) -> str:
        path = self._inputs / name
        path.touch(mode=0o600)
        path.write_text(text)
        return str(path)

    def hmac(
        self,
        expected: str,
        arrange: Callable[[Exchange], object] = lambda exchange: None,
        exchange: Exchange | None = None,
        hidden: Iterable[str] = (),
        **variables: Any,
    ) -> Desk:
        exchange = self._stack.enter_context(exchange or Exchange())
        credentials = {"api_key": secrets.token_hex(32), "api_secret": secrets.token_hex(32)}
        account = {**credentials, **variables} if expected == "cancelled" else credentials
        exchange.add_account("desk", account["api_key"], account["api_secret"].strip("\ufeff\n"))
        desk = self._desk(exchange, expected, arrange, {**credentials, **variables})
        desk.secrets += hidden
        return desk

    def pem(self, kind: str, expected: str, hidden: Iterable[str] = (), **variables: Any) -> Desk:
        exchange = self._stack.enter_context(Exchange())
        variables["api_key"] = secrets.token_hex(32)
        exchange.add_account("desk", variables["api_key"], public_key=public_pem(private_key(kind)))
        desk = self._desk(exchange, expected, lambda exchange: None, variables)
        desk.secrets += [*hidden, *_lines(private_pem(private_key(kind)))]
        return desk

    def nobody(self, expected: str, url: str, *hidden: str) -> Desk:
        variables = {"api_key": secrets.token_hex(32), "api_secret": secrets.token_hex(32), "api_url": url}
        return Desk(None, expected, {**variables, "keys": ["some-key"], "max_wait": 1}, [*_hidden(variables), *hidden])

    def echo(self) -> Desk:
        """A host that sends back what it was sent, as some gateways do."""

        def answer(_operation: str) -> Iterable[bytes]:
            said = json.dumps({"code": -1130, "msg": server.heads[-1]}).encode()
            texts = (said, server.heads[-1].encode()[:200], server.heads[-1].encode()[-200:])
            return [http(texts[len(server.heads) % 3], status=b"400 Bad Request")]

        server = self._stack.enter_context(Hostile(answer))
        desk = self.nobody("NOT DONE", server.url)
        desk.hostile = server
        desk.variables["api_key"] += "\n"  # what is sent, and comes back, is not what Ansible was given
        return desk

    @staticmethod
    def _desk(
        exchange: Exchange, expected: str, arrange: Callable[[Exchange], object], variables: dict[str, Any]
    ) -> Desk:
        keys = [exchange.seed(key="first"), exchange.seed(), exchange.seed()]
        arrange(exchange)
        given = {"keys": keys, "api_url": exchange.url, **variables}
        if exchange.ca_path:
            given["ca_path"] = str(exchange.ca_path)
        return Desk(exchange, expected, given, _hidden(variables))


def _hidden(variables: dict[str, Any]) -> list[str]:
    names = ("api_key", "api_secret", "private_key_passphrase", "private_key")
    return [line.strip("\ufeff") for name in names for line in _lines(variables.get(name, ""))]


def _lines(text: str) -> list[str]:
    """The lines of a secret that hold something; all that a PEM text says of its kind is no secret."""
    return [line for line in text.splitlines() if not line.startswith(("-----", "Proc-Type", "DEK-Info")) and line]


def _pieces(text: str) -> set[str]:
    """What must not be found: the text, its ends, and all of that as it looks in a URL."""
    ends = {text} if len(text) < _PIECE else {text[:_PIECE], text[-_PIECE:]}
    return ends | {quote(end, safe="") for end in ends}


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[dict[str, Desk]]:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    with contextlib.ExitStack() as stack:
        yield Desks(stack, inputs).make()


class Place:
    """Folders of a run; ``inputs`` is where the operator keeps the secrets, all the others are searched."""

    def __init__(self, folder: Path) -> None:
        self.inputs, self.home, self.tmp = (folder / name for name in ("inputs", "home", "tmp"))
        self.home.mkdir()
        self.tmp.mkdir()
        self.results = self.home / "results.json"
        self.log = self.home / "ansible.log"

    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "TMPDIR": str(self.tmp),
            "ANSIBLE_LOCAL_TEMP": str(self.tmp / "local"),
            "ANSIBLE_REMOTE_TEMP": str(self.tmp / "remote"),
            "ANSIBLE_LOG_PATH": str(self.log),
            **dict.fromkeys(("BINANCE_API_KEY", "BINANCE_API_SECRET", "BINANCE_API_URL"), ""),
        }

    def inventory(self, desks: dict[str, Desk]) -> str:
        hosts = {name: desk.variables for name, desk in desks.items()}
        common = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "results": str(self.results),
        }
        path = self.inputs / "inventory.yml"
        path.write_text(json.dumps({"desks": {"hosts": hosts, "vars": common}}))
        return str(path)

    def files(self) -> dict[str, str]:
        """The texts of all files that are there afterwards."""
        files = [path for top in (self.home, self.tmp) for path in top.rglob("*") if path.is_file()]
        return {str(path): path.read_text(encoding="utf-8", errors="replace") for path in files}


@pytest.mark.parametrize(
    "settings",
    [{}, {"ANSIBLE_DEBUG": "1", "ANSIBLE_KEEP_REMOTE_FILES": "1"}],
    ids=["usual", "debugging"],
)
def test_nothing_leaks(desks: dict[str, Desk], play: Play, tmp_path: Path, settings: dict[str, str]) -> None:
    place = Place(tmp_path)
    if settings:
        desks = {host: desks[host] for host in DEBUGGED}
    arguments = ("-i", place.inventory(desks), "--forks", "8", "-vvvv", "--diff")
    with ProcessWatch(place.home) as watch:
        ran = play(PLAYBOOKS / "leaks.yml", *arguments, **place.environment(), **settings)
    assert ran.returncode == 0, ran.stdout
    assert "Traceback" not in ran.stdout

    shown = {"the output": _less_arguments(ran.stdout), "the process list": "\n".join(watch.seen), **place.files()}
    payloads = {path: text for path, text in shown.items() if Path(path).name.startswith("AnsiballZ_")}
    # By Ansible's design what is kept for debugging holds the arguments: for its owner alone.
    assert bool(payloads) == bool(settings)
    for path in payloads:
        assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700
        del shown[path]
    for host in desks if settings else ():
        shown[f"{host}, run from what was kept"] = _debugged(payloads, desks[host])

    _assert_it_was_all_there(desks, place, shown)
    hidden = {
        piece: f"{name} of {host}"
        for host, desk in desks.items()
        for name, texts in (("a secret", desk.secrets), ("a signature", desk.signatures()))
        for text in texts
        for piece in _pieces(text)
    }
    found = [(what, where) for piece, what in hidden.items() for where, text in shown.items() if piece in text]
    assert found == []
    # Some were signed and never heard by anybody.
    assert [where for where, text in shown.items() if _SIGNED.search(text)] == []


def _less_arguments(output: str) -> str:
    """With ``ANSIBLE_DEBUG`` the controller prints the arguments of every module itself; nothing can be done here."""
    return "\n".join(line for line in output.splitlines() if "done with _execute_module (" not in line)


def _assert_it_was_all_there(desks: dict[str, Desk], place: Place, shown: dict[str, str]) -> None:
    """The search can find what it looks for, and the hosts did what they are here for."""
    inputs = "".join(path.read_text() for path in place.inputs.iterdir())
    results = json.loads(shown[str(place.results)])
    assert "ansible_facts" not in str(results)
    for host, desk in desks.items():
        assert desk.expected in str(results[host]), f"{host}: {results[host]}"
        if "private_key_path" not in desk.variables:
            assert any(piece in inputs for text in desk.secrets for piece in _pieces(text)), host
    assert sum(bool(desk.signatures()) for desk in desks.values()) > len(desks) / 3
    assert "ansible-playbook" in shown["the process list"]
    assert "AnsiballZ_binance_block_order" in shown["the process list"]
    assert "TASK [Drain]" in shown[str(place.log)]


def _debugged(payloads: dict[str, str], desk: Desk) -> str:
    """What the module prints when it is taken apart and run by hand, as Ansible's documentation shows."""
    path = next(path for path, text in payloads.items() if desk.variables["api_key"].strip() in text)
    output = ""
    for step in ("explode", "execute"):
        ran = subprocess.run(
            [sys.executable, path, step],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        output += ran.stdout
    assert '"orders":' in output
    return output
