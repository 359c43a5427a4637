"""The open port of a unit, and a long line in front of it.

On a long line every byte arrives later by the same time, in both directions. What is sent ahead is delayed byte by byte
and not request by request, and the handshakes of TCP and SSH take their round trips too. Nothing sleeps for a command.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress

Accept = Callable[[socket.socket], Coroutine[object, object, None]]
RoundTrip = Callable[[], float]
"""How long the line is now, in seconds there and back."""

EOF = b""
"""One side has nothing more to say."""


class _Side(asyncio.Protocol):
    """One end: what arrives here leaves at the other end when its time has come."""

    def __init__(self, round_trip: RoundTrip, lost: Callable[[_Side], None]) -> None:
        self._round_trip = round_trip
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
        self._send(EOF)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's)
        self._send(None)
        self._lost(self)

    def deliver(self) -> None:
        """Hand over whatever is due."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self.other is None or self.other.transport is None:
            return
        while self._queue and self._queue[0][0] <= self._loop.time():
            pass_on(self.other.transport, self._queue.popleft()[1])
        if self._queue:
            self._timer = self._loop.call_at(self._queue[0][0], self.deliver)

    def _send(self, data: bytes | None) -> None:
        idle = not self._queue
        # On a line that has become shorter nothing overtakes what is on its way.
        earliest = self._queue[-1][0] if self._queue else 0.0
        due = max(self._loop.time(), self.not_before) + self._round_trip() / 2
        self._queue.append((max(due, earliest), data))
        if idle:
            self._timer = self._loop.call_at(self._queue[0][0], self.deliver)


def pass_on(transport: asyncio.Transport, data: bytes | None) -> None:
    """Give to a side what came for it: bytes, `EOF`, or None for the end of the connection."""
    if transport.is_closing():
        return
    if data is None:
        transport.close()
    elif data == EOF:
        with suppress(OSError):  # it may be gone, and the loop not have heard of it yet
            transport.write_eof()
    else:
        transport.write(data)


class Door:
    """An open port: every connection is handed to `accept`, in the order in which they came, at once and on its own."""

    def __init__(self, accept: Accept) -> None:
        self._accept = accept
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sides: set[_Side] = set()

    def open(self, host: str, port: int) -> int:
        """Start; gives the port. OSError if it is taken."""
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # `localhost` may be two addresses; a unit is on one.
        family, _, _, _, address = min(addresses, key=lambda each: each[0] != socket.AF_INET)
        self._socket = socket.create_server(address[:2], family=family, backlog=512)
        self._socket.setblocking(False)
        self._spawn(self._take(self._socket))
        return int(self._socket.getsockname()[1])

    async def close(self) -> None:
        """Stop, and drop whatever is on its way."""
        for task in self._tasks:
            task.cancel()
        for side in tuple(self._sides):
            if side.transport:
                side.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket:
            self._socket.close()

    async def lengthen(self, connected: socket.socket, round_trip: RoundTrip) -> socket.socket:
        """Put a long line in front of a connection: its other end, once the unit would have seen the connection."""
        loop = asyncio.get_running_loop()
        client, unit = (_Side(round_trip, self._sides.discard) for _ in range(2))
        # A client far away waits one round trip for its connection before it can send a byte.
        client.not_before = loop.time() + round_trip()
        self._sides |= {client, unit}
        await loop.create_connection(lambda: client, sock=connected)
        await asyncio.sleep(1.5 * round_trip())
        ours, theirs = socket.socketpair()
        await loop.create_connection(lambda: unit, sock=ours)
        client.other, unit.other = unit, client
        client.deliver()
        return theirs

    async def _take(self, listening: socket.socket) -> None:
        while True:
            connected, _ = await asyncio.get_running_loop().sock_accept(listening)
            self._spawn(self._accept(connected))

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
