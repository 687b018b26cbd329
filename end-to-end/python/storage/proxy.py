"""Stands between two HTTP/1.1 speakers: counts what passes, and is slow, cuts off or refuses when a test wants it."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager, suppress

PIECE = 16 * 1024
SLOW_DOWN = b'<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'


class Proxy:
    def __init__(self, target: int) -> None:
        self.target = target
        self.rate = None  # bytes a second
        self.cut_request = self.cut_answer = None  # bytes that still pass before the connection breaks, once
        self.busy_until = 0.0
        self.sent = self.received = 0
        self.requests: list[tuple[str, str]] = []
        listener = socket.socket()
        # Small: who sends takes bytes that wait in the kernel for delivered.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        listener.bind(("127.0.0.1", 0))
        self.uri = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.open = set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, sock=listener), self.loop).result(10)

    @contextmanager
    def given(self, **how):
        """With fields set as named, for a while. Connections to another target than the one named break."""
        before = {name: getattr(self, name) for name in how}
        self._set(how)
        try:
            yield
        finally:
            self._set(before)

    def _set(self, how: dict) -> None:
        self.__dict__.update(how)
        if "target" in how:
            for writer in list(self.open):
                self.loop.call_soon_threadsafe(writer.transport.abort)

    def busy(self, seconds: float):
        """503 SlowDown to every request."""
        return self.given(busy_until=time.monotonic() + seconds)

    async def _serve(self, reader, writer) -> None:
        ends, back = [writer], None
        self.open.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            answers, there = await asyncio.open_connection("127.0.0.1", self.target)
            ends.append(there)
            back = asyncio.ensure_future(self._answers(answers, writer))
            await self._requests(reader, writer, there)
        self.open.discard(writer)
        if back:
            back.cancel()
        for end in ends:
            end.transport.abort()

    async def _requests(self, reader, writer, there) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            method, path, _ = lines[0].split(" ")
            self.requests.append((method, path))
            fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
            assert "transfer-encoding" not in fields, "bodies are told by their length here"
            busy = time.monotonic() < self.busy_until
            await self._request(head, None if busy else there)
            left = int(fields.get("content-length", 0))
            while left:
                piece = await reader.readexactly(min(PIECE, left))
                left -= len(piece)
                await self._request(piece, None if busy else there)
            if busy:
                body = b"" if method == "HEAD" else SLOW_DOWN
                writer.write(b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def _request(self, piece: bytes, there) -> None:
        self.sent += len(piece)
        self._cut("cut_request", len(piece))
        if there:
            await self._pass(piece, there)

    async def _answers(self, answers, writer) -> None:
        try:
            while piece := await answers.read(PIECE):
                self.received += len(piece)
                self._cut("cut_answer", len(piece))
                await self._pass(piece, writer)
            writer.close()  # after what waits in it
        except OSError:
            writer.transport.abort()

    def _cut(self, which: str, passing: int) -> None:
        if (left := getattr(self, which)) is not None:
            setattr(self, which, left - passing if left >= passing else None)
            if left < passing:
                raise ConnectionResetError

    async def _pass(self, piece: bytes, to) -> None:
        to.write(piece)
        await to.drain()
        if self.rate:
            await asyncio.sleep(len(piece) / self.rate)
