"""The body of an answer: read piece by piece and unpacked in small steps, so that no few bytes become too many."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import DecodeError

from hardener.http.bounds import too_long

PIECE = 1 << 16
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""How zlib is told of each way of packing."""


def read(raw: BaseHTTPResponse, limit: int) -> bytes:
    """Return the whole body, unpacked. Raises `MalformedError` over `limit` bytes, `DecodeError` if it is garbled."""
    packed = raw.headers.get("Content-Encoding", "").strip().casefold()
    pieces, size = [], 0
    for piece in _unpacked(_pieces(raw), packed):
        size += len(piece)
        if size > limit:
            raise too_long(limit)
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _pieces(raw: BaseHTTPResponse) -> Iterator[bytes]:
    while piece := raw.read1(PIECE, decode_content=False):
        yield piece


def _unpacked(pieces: Iterator[bytes], packed: str) -> Iterator[bytes]:
    if packed in {"", "identity"}:
        yield from pieces
        return
    if packed not in PACKED:
        raise DecodeError(f"packed as {packed[:20]!r}, which was not asked for")
    unpack, begun = zlib.decompressobj(PACKED[packed]), False
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if unpack.eof:  # one packed part may follow another
                    unpack = zlib.decompressobj(PACKED[packed])
                begun = True
                yield unpack.decompress(rest, PIECE)
                rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    except zlib.error as error:
        raise DecodeError("it cannot be unpacked") from error
    if begun and not unpack.eof:
        raise DecodeError("it ends too early")
