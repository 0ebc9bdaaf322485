"""Many reads in one request, where a vendor takes them so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlencode

from requests.structures import CaseInsensitiveDict

from hardener import redact
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.http.answer import Answer, Json, Reply, is_whole
from hardener.http.codecs import OBJECT
from hardener.http.line import Line, Request
from hardener.http.only_reads import MOST, OnlyReads
from hardener.http.retry import Again

COST = "batch"
"""The class of the request around them; each of those in it has its own."""
NOT_TOGETHER = frozenset({400, 404, 405, 413, 501})
"""How a vendor, or what stands before it, refuses a batch as a whole; each of it may be answered all the same."""
Given = Answer | AdapterError
"""What came of one of many reads."""


class Wanted(NamedTuple):
    """One GET of many."""

    path: str
    params: Mapping[str, str]
    cost: str

    @property
    def target(self) -> str:
        """Return it as a batch has it: below the API's address."""
        return f"{self.path}?{urlencode(self.params)}" if self.params else self.path


class Batches:
    """Asks for many things at once."""

    def __init__(
        self, only: OnlyReads, base: str, line: Line, send: Callable[[Request], Reply],
        again: Callable[[Callable[[float], None]], None],
    ) -> None:  # fmt: skip
        """Send what `only` lets pass; `base` is the API's address."""
        self._only, self._base, self._line = only, base, line
        self._send, self._again = send, again

    def answers(self, wanted: Sequence[Wanted]) -> list[Given]:
        """Return what came of each, in their order: an answer, or why it could not be read."""
        found: list[Given] = []
        for first in range(0, len(wanted), MOST):
            found += self._answers(wanted[first : first + MOST])
        return found

    def _answers(self, wanted: Sequence[Wanted]) -> list[Given]:
        if len(wanted) < 2 or not all(self._only.may_read(one.target) for one in wanted):
            return [self._alone(one) for one in wanted]
        left = {str(number): one for number, one in enumerate(wanted, 1)}
        done: dict[str, Given] = {}
        put_off: dict[str, Again] = {}

        def once(_ends: float) -> None:
            for ident, found in self._together(left).items():
                if isinstance(found, Again):
                    put_off[ident] = found
                else:
                    done[ident] = found
                    del left[ident]
            if left:
                raise max((put_off[ident] for ident in left), key=lambda error: error.after or 0.0)

        try:
            self._again(once)
        except AdapterError as error:
            # Of one that was put off its own reason counts, which the vendor gave for another as well.
            done |= {ident: _reason(put_off[ident]) if ident in put_off else error for ident in left}
        return [done[str(number)] for number in range(1, len(wanted) + 1)]

    def _together(self, left: Mapping[str, Wanted]) -> Mapping[str, Given | Again]:
        """Return what came of all that is left; where they cannot be asked together, of each by itself."""
        inner = [
            {"id": ident, "method": "GET", "url": one.target, "headers": self._only.headers}
            for ident, one in left.items()
        ]
        costs = tuple(one.cost for one in left.values())
        request = Request(method="POST", url=self._only.url, body={"requests": inner}, cost=COST, gets=costs)
        try:
            answers = answers_of(self._send(request).understood(OBJECT.decode))
        except (MalformedError, RefusedError) as error:
            if isinstance(error, RefusedError) and error.status not in NOT_TOGETHER:
                raise
            return {ident: self._alone(one) for ident, one in left.items()}
        found = {ident: self._judged(one, answers.get(ident)) for ident, one in left.items()}
        # A token that ended inside is replaced for who asks alone; a refusal for another reason comes again.
        return {ident: self._alone(left[ident]) if _over(one) else one for ident, one in found.items()}

    def _alone(self, one: Wanted) -> Given:
        try:
            params = one.params or None
            reply = self._send(Request(method="GET", url=self._base + one.path, params=params, cost=one.cost))
            return Answer(reply.status, reply.headers, reply.understood(OBJECT.decode))
        except AdapterError as error:
            return error

    def _judged(self, one: Wanted, answer: Json | None) -> Given | Again:
        """Return what came of one request inside a batch, as of one that came alone."""
        path = redact.line(self._line.hide(unquote(one.path)))
        if answer is None:
            return MalformedError(f"{path}: the answer to a batch does not answer this request once")
        status, headers, body = answer.get("status"), answer.get("headers", {}), answer.get("body")
        if type(status) is not int or not (is_whole(status) or 400 <= status < 600) or not _are_headers(headers):
            return MalformedError(f"{path}: the answer in a batch has no status, or odd headers")
        known = CaseInsensitiveDict(headers)
        if status >= 400:
            error = self._line.refused(status, known, json.dumps(body).encode(), again=True)
            return error if isinstance(error, AdapterError | Again) else MalformedError(f"{path}: {status}")
        if not isinstance(body, dict):
            return MalformedError(f"{path}: the answer in a batch is no JSON object")
        return Answer(status, known, body)


def answers_of(body: Json) -> dict[str, Json]:
    """Return a batch's answers by the id of their request, but for what has no id, or one that is there twice.

    Raises `MalformedError` where there is no list of them.
    """
    listed = body.get("responses")
    if not isinstance(listed, list):
        raise MalformedError("the answer to a batch has no list of answers")
    named = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
    times = Counter(one["id"] for one in named)
    return {one["id"]: one for one in named if times[one["id"]] == 1}


def _are_headers(headers: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(headers, dict) and all(isinstance(value, str) for value in headers.values())


def _over(found: Given | Again) -> bool:
    return isinstance(found, RefusedError) and found.status == 401


def _reason(error: Again) -> AdapterError:
    assert isinstance(error.reason, AdapterError)
    return error.reason
