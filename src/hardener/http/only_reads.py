"""Which POST is no write: a batch that holds nothing but GETs of what may be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import requests

MOST = 20
"""The most requests of one batch."""


class OnlyReads:
    """A batch at one address, in which each request is a GET of a path that is known."""

    def __init__(self, url: str, paths: Iterable[str], headers: Mapping[str, str]) -> None:
        """Know the `paths` with names in braces (`/groups/{group}/members`), and the `headers` of each request."""
        self.url = url
        self.headers = dict(headers)
        self._paths = re.compile("|".join(map(_pattern, paths)))

    def passes(self, request: requests.PreparedRequest) -> bool:
        """Tell whether a request is such a batch, down to the last byte of it."""
        if request.method != "POST" or request.url != self.url or not isinstance(request.body, bytes):
            return False
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return False
        # Written otherwise than we do, another reader may find another method in it: of a key that is there twice.
        return json.dumps(body).encode() == request.body and self._holds_gets(body)

    def _holds_gets(self, body: object) -> bool:
        listed = body["requests"] if isinstance(body, dict) and body.keys() == {"requests"} else None
        return isinstance(listed, list) and 0 < len(listed) <= MOST and all(map(self._is_get, listed))

    def _is_get(self, one: object) -> bool:
        if not isinstance(one, dict) or one.keys() != {"id", "method", "url", "headers"}:
            return False
        return one["method"] == "GET" and one["headers"] == self.headers and self.may_read(one["url"])

    def may_read(self, target: object) -> bool:
        """Tell whether `target`, a path below the API's address with its query, is among what may be read."""
        if not isinstance(target, str) or not target.isascii() or not target.isprintable() or {"#", " "} & set(target):
            return False
        path = target.partition("?")[0]
        return not _leads_elsewhere(path) and self._paths.fullmatch(path) is not None


def _leads_elsewhere(path: str) -> bool:
    """Tell whether a reader who unquotes `path` again and again, or takes a backslash for a slash, ends elsewhere."""
    read = path
    while (once := unquote(read)) != read:
        read = once
    return not read.isprintable() or not {".", ".."}.isdisjoint(re.split(r"[/\\]", read))


def _pattern(path: str) -> str:
    """Return a pattern of a path in which a name is one part, quoted."""
    return r"[A-Za-z0-9_.~@%-]+".join(re.escape(part) for part in re.split(r"\{\w+\}", path))
