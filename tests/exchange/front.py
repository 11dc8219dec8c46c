# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP side of the exchange: requests come in, answers go out, and faults break the connection."""

from __future__ import annotations

import asyncio
import itertools
from urllib.parse import unquote

from aiohttp import web

from .answers import Reply
from .breakage import GATEWAY_TIMEOUT, Line, wrong_answer
from .call import Call
from .control_interface import PREFIX, answer_control
from .faults import AFTER, Fault
from .framing import AsItIs, chunked, surplus, whole
from .simulation import Simulation
from .visit import Visit


class _Connection:
    def __init__(self, number: int) -> None:
        self.number = number
        self.gone = asyncio.Event()


class Front(web.Server):
    """An HTTP server for one simulated exchange."""

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(self._handle, access_log=None)
        self._simulation = simulation
        self._numbers = itertools.count(simulation.connections_opened + 1)
        self._lines: dict[web.RequestHandler, _Connection] = {}
        self._later: set[asyncio.Task[None]] = set()

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        self._lines[handler] = _Connection(next(self._numbers))
        self._simulation.connections_opened += 1
        self._simulation.connections_open += 1

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        super().connection_lost(handler, exc)
        self._lines.pop(handler).gone.set()
        self._simulation.connections_open -= 1

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = (await request.read()).decode("utf-8", "surrogateescape")
        path, _mark, query = request.raw_path.partition("?")
        if path.startswith(PREFIX):
            return answer_control(self._simulation, path, body)
        connection, transport = self._lines.get(request.protocol), request.transport
        if connection is None or transport is None:
            raise ConnectionResetError("the client left before its request was read")
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Call(request.method, unquote(path), query, body, headers)
        self._simulation.handling += 1
        try:
            visit = Visit(self._simulation, call, connection.number, list(request.headers))
            answer = await self._answer(visit, Line(transport, connection.gone))
        finally:
            self._simulation.handling -= 1
        if answer is None:
            return web.Response()  # it is not sent: the connection is closed
        if visit.fault is not None and visit.fault.name in ("surplus", "chunked"):
            return self._framed(visit.fault, answer, transport)
        return web.Response(
            status=answer.http_status, body=answer.body, headers=answer.headers, content_type=answer.content_type
        )

    async def _answer(self, visit: Visit, line: Line) -> Reply | None:
        """What to send, at the time to send it; ``None`` if the connection was broken instead."""
        latency_ms = self._simulation.limits.settings.latency_ms
        if visit.refusal is not None:
            await _pause(latency_ms)
            return visit.refused(visit.refusal)
        fault = visit.fault
        if fault is None:
            answer = visit.carry_out()
            await _pause(latency_ms)
            return visit.sent(answer)
        await _pause(latency_ms)
        return await self._misbehave(fault, visit, line)

    async def _misbehave(self, fault: Fault, visit: Visit, line: Line) -> Reply | None:
        right = visit.carry_out() if fault.when == AFTER else None
        if fault.name == "delay":
            await _pause(fault.parameters["delay_ms"])
            return visit.sent(right or visit.carry_out())
        if fault.name == "interim":
            if not await line.announce(fault):
                visit.note(None)
                return None
            return visit.sent(right or visit.carry_out())
        if fault.name in ("surplus", "chunked"):
            return visit.sent(right or GATEWAY_TIMEOUT)
        if fault.name == "wrong_kind":
            return visit.sent(visit.of_wrong_kind(fault.parameters["kind"]))
        if fault.name == "delay_carry_out":
            self._carry_out_later(visit, fault.parameters["delay_ms"])
            if fault.parameters["answer"] == "never":
                await line.hold()
                return None
            return visit.sent(GATEWAY_TIMEOUT)
        wrong = wrong_answer(fault, right)
        if wrong is not None:
            return visit.sent(wrong)
        visit.note(await line.break_down(fault, right))
        return None

    def _framed(self, fault: Fault, answer: Reply, transport: asyncio.Transport) -> web.Response:
        """The answer in chunks, or with another one behind it that nobody asked for."""
        if fault.name == "chunked":
            return AsItIs(transport, chunked(answer, **fault.parameters))
        delay_s = fault.parameters["delay_ms"] / 1000
        if not delay_s:
            return AsItIs(transport, whole(answer) + surplus(fault))
        asyncio.get_running_loop().call_later(delay_s, _write, transport, surplus(fault))
        return AsItIs(transport, whole(answer))

    def _carry_out_later(self, visit: Visit, delay_ms: int) -> None:
        async def later() -> None:
            await _pause(delay_ms)
            visit.carry_out()
            self._simulation.handling -= 1

        self._simulation.handling += 1
        task = asyncio.create_task(later())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _write(transport: asyncio.Transport, data: bytes) -> None:
    if not transport.is_closing():
        transport.write(data)


async def _pause(milliseconds: float) -> None:
    if milliseconds:
        await asyncio.sleep(milliseconds / 1000)
