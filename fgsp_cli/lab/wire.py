"""A long line in front of a unit: every byte arrives later by the same time, in both directions.

What is sent ahead is delayed byte by byte and not request by request, and the handshakes of TCP and SSH take their
round trips too. Nothing sleeps for a command.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable

Accept = Callable[[socket.socket], Awaitable[object]]

_EOF = b""


class _Side(asyncio.Protocol):
    """One end: what arrives here leaves at the other end when its time has come."""

    def __init__(self, delay: float, lost: Callable[[_Side], None] | None = None) -> None:
        self._delay = delay
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._queue: deque[tuple[float, bytes | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self.transport: asyncio.Transport | None = None
        self.other: _Side | None = None
        self.not_before = 0.0
        """Nothing sets out before this time: the connection is not there yet."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._send(data)

    def eof_received(self) -> bool:
        self._send(_EOF)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's)
        self._send(None)
        if self._lost:
            self._lost(self)

    def deliver(self) -> None:
        """Hand over whatever is due."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self.other is None or self.other.transport is None:
            return
        while self._queue and self._queue[0][0] <= self._loop.time():
            _pass_on(self.other.transport, self._queue.popleft()[1])
        if self._queue:
            self._timer = self._loop.call_at(self._queue[0][0], self.deliver)

    def _send(self, data: bytes | None) -> None:
        idle = not self._queue
        self._queue.append((max(self._loop.time(), self.not_before) + self._delay, data))
        if idle:
            self._timer = self._loop.call_at(self._queue[0][0], self.deliver)


def _pass_on(transport: asyncio.Transport, data: bytes | None) -> None:
    if transport.is_closing():
        return
    if data is None:
        transport.close()
    elif data == _EOF:
        transport.write_eof()
    else:
        transport.write(data)


class DelayLine:
    """A listening port whose connections reach `accept` late, each on a socket of its own."""

    def __init__(self, latency: float, accept: Accept) -> None:
        self._half = latency / 2
        self._accept = accept
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._clients: set[_Side] = set()

    async def listen(self, host: str, port: int) -> int:
        """Start; gives the port."""
        self._server = await asyncio.get_running_loop().create_server(self._client, host, port, backlog=512)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop, and cut every connection."""
        if self._server:
            self._server.close()
        for client in self._clients:
            if client.transport:
                client.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _client(self) -> _Side:
        side = _Side(self._half, self._clients.discard)
        # A client far away waits one round trip for its connection before it can send a byte.
        side.not_before = asyncio.get_running_loop().time() + 2 * self._half
        self._clients.add(side)
        task = asyncio.get_running_loop().create_task(self._join(side))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return side

    async def _join(self, client: _Side) -> None:
        """Bring the server up behind the line, once it would have seen the connection, and stay until it is done."""
        await asyncio.sleep(3 * self._half)
        ours, theirs = socket.socketpair()
        unit = _Side(self._half)
        await asyncio.get_running_loop().create_connection(lambda: unit, sock=ours)
        client.other, unit.other = unit, client
        client.deliver()
        await self._accept(theirs)
