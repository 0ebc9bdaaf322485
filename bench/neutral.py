"""A server that only looks its answers up, in a process of its own: what is measured beside it is who asks.

python -m bench.neutral ANSWERS MILLISECONDS [CERTIFICATE]

It prints its address. `/missing` says how much it was asked for that it has no answer to.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import sys
from pathlib import Path

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
HEAD = "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n{link}Content-Length: {length}\r\n\r\n"
MOMENT = re.compile(rb"\b(from|to)=([^&>]*)")
HERE = "{url}"
"""What stands in a recorded link for the server's own address."""


def whole(status: int, body: str, link: str = "") -> bytes:
    """Return an answer as it goes out."""
    sent = body.encode()
    told = f"Link: {link}\r\n" if link else ""
    return HEAD.format(status=status, length=len(sent), link=told).encode() + sent


def plain(asked: bytes) -> bytes:
    """Return what was asked without the window of it, which is another each time, and its parameters in order."""
    path, _, query = asked.partition(b"?")
    return b"&".join([path, *sorted(one for one in query.split(b"&") if one and not MOMENT.match(one))])


def onward(answer: bytes, asked: bytes) -> bytes:
    """Return an answer whose link leads to the next page of the same window."""
    head, _, body = answer.partition(b"\r\n\r\n")
    window: dict[bytes, bytes] = dict(MOMENT.findall(asked))

    def same(found: re.Match[bytes]) -> bytes:
        return b"".join((found[1], b"=", window.get(found[1], b"")))

    return MOMENT.sub(same, head) + b"\r\n\r\n" + body


class Answers:
    """What is answered, by method and target."""

    def __init__(self, recorded: Path, seconds: float, url: str) -> None:
        text = recorded.read_text(encoding="utf-8").replace(HERE, url)
        found = json.loads(text)
        self.known = {plain(f"{method} {target}".encode()): whole(*key) for method, target, *key in found}
        # What a list is asked with may have the time in it.
        bare = {f"{method} {target.partition('?')[0]}".encode(): key for method, target, *key in found}
        self.bare = {name: whole(*key) for name, key in bare.items()}
        self.seconds = seconds
        self.missing = 0

    def to(self, asked: bytes) -> bytes:
        """Return the answer to a method and a target."""
        if found := self.known.get(plain(asked)) or self.bare.get(asked.partition(b"?")[0]):
            return onward(found, asked) if b"from=" in asked else found
        if asked != b"GET /missing":
            self.missing += 1
            return whole(404, "{}")
        return whole(200, json.dumps({"missing": self.missing}))


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.held = b""
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.held, 0, end)
            after = end + 4 + (int(length[1]) if length else 0)
            if len(self.held) < after:
                return
            answer = self.answers.to(self.held[: self.held.index(b" HTTP/")])
            self.held = self.held[after:]
            self.loop.call_later(self.answers.seconds, self.transport.write, answer)


async def main(recorded: str, milliseconds: str, certificate: str = "") -> None:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as place:
        url = f"http{'s' if context else ''}://127.0.0.1:{place.getsockname()[1]}"
        answers = Answers(Path(recorded), float(milliseconds) / 1000, url)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Answering(answers), sock=place, ssl=context)
        print(url, flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
