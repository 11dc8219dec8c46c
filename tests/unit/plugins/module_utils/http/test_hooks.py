# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is hooked into ``http.client`` and urllib3 is called: a version that goes another way is noticed here first."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http import route, wire
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.certificates import make_certificates
from ansible_collections.marketops.binance.tests.support.proxy import Proxy
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, RawServer, echo

from .conftest import tls_context

CONNECT = ("connect", "_new_conn")
SEND, READ = ("send", "sendall"), ("makefile", "readline")
WAYS = {
    "http": ["putrequest", "send", *CONNECT, "sendall", *READ],
    "https": [*CONNECT, "putrequest", *SEND, *READ],
    "http proxy": [*CONNECT, *SEND, *READ, "putrequest", *SEND, *READ],
    "https proxy": [*CONNECT, *SEND, *READ, "recv", "putrequest", *SEND, *READ],
}
HOOKS = (
    *((route.Connection, name) for name in (*CONNECT, "putrequest", "send")),
    (route._ProxySocket, "recv"),
    *((wire.Wire, name) for name in ("sendall", "makefile")),
    (wire._Answer, "readline"),
)


@pytest.mark.parametrize("way", WAYS)
def test_a_request_takes_the_way_through_the_hooks(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for owner, name in HOOKS:
        monkeypatch.setattr(owner, name, _watched(getattr(owner, name), calls))
    files = make_certificates(tmp_path)
    context = tls_context(files)
    with (
        RawServer(lambda client, _number: echo(client), None if way == "http" else context) as server,
        Proxy(tls=context if way == "https proxy" else None) as proxy,
    ):
        if "proxy" in way:
            monkeypatch.setenv("https_proxy", f"{way.split()[0]}://{proxy.address}")
        transport = Transport(server.url, {}, str(files.ca))
        assert transport.request("GET", "/a", GUARD).body == b"/a"
        transport.close()
    request = calls.index("putrequest") if way == "https proxy" else len(calls)
    calls[request:] = [name for name in calls[request:] if name != "recv"]  # it comes between lines, or does not
    assert [name for name, _repeated in itertools.groupby(calls)] == WAYS[way]


def _watched(function: Callable[..., Any], calls: list[str]) -> Callable[..., Any]:
    def watched(*arguments: Any, **options: Any) -> Any:
        calls.append(function.__name__)
        return function(*arguments, **options)

    return watched
