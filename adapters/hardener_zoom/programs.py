"""Read one program: one call, and one more for each thing that it really has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Target
from hardener.vendor import NOBODY_ASKED, Params, marked, read_parts
from hardener_zoom import calls, dates, words
from hardener_zoom.above import Above
from hardener_zoom.client import Api
from hardener_zoom.dates import Date
from hardener_zoom.documents import WEBINARS, Host, above, facts, helpers, program, titled
from hardener_zoom.limits import unavailable
from hardener_zoom.lists import Row

STREAM_OFF = marked("not asked for: live streaming is off in the host's settings")
CHANGED = " (one changed date)"
OPTIONAL = {"questions": "sign-up forms", "livestream": "live streams", "recording": "recordings"}
"""Parts that take a call of their own."""
RECORDINGS_UNKNOWN = marked("the host's recordings could not be listed")


class First(NamedTuple):
    """A program as one call tells of it."""

    kind: str
    ident: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Programs:
    """Reads meetings, webinars and personal rooms."""

    api: Api
    above: Above

    def first(self, kind: str, ident: str, params: Params | None = None) -> First:
        """Read a program itself: enough to know when it is on. Raises `AdapterError`."""
        answer = self.api.get(calls.WEBINAR if kind in WEBINARS else calls.MEETING, params, id=ident)
        if words.number(answer.get("id")) != ident:
            raise MalformedError("could not be read: Zoom answered with another program than was asked for")
        return First(kind, ident, answer)

    def read(self, first: First, row: Row, host: Host, recorded: frozenset[str] | None, window: Window) -> Target:
        """Read all else of a program; `recorded`: ids of those with cloud recordings, None where that is unknown."""
        kind, ident, answer = first
        asked = self._form(kind, ident, answer) | self._stream(kind, ident, host)
        if recorded is not None and ident in recorded:
            asked["recording"] = partial(self.api.get, calls.RECORDING, id=ident)
        parts, unread = read_parts({name: call for name, call in asked.items() if window.asks(name)})
        if "questions" not in asked:
            parts["questions"] = None
        if "livestream" not in asked:
            unread["livestream"] = STREAM_OFF
        if recorded is None:
            unread["recording"] = RECORDINGS_UNKNOWN
        elif "recording" not in asked:
            parts["recording"] = None
        unread |= {name: NOBODY_ASKED for name in OPTIONAL if not window.asks(name) and name not in parts}
        document = {"program": answer, **parts}
        return self._target(kind, document, unread, host, window, row=row)

    def read_date(self, series: Target, date: Date, host: Host, window: Window) -> Target:
        """Read one date of a series."""
        assert series.program is not None
        kind = date_kind(series.kind)
        answer = self.first(kind, series.program.id, {"occurrence_id": date.ident}).answer
        told = dates.own(answer).start
        if told not in (None, date.start, dates.own(_program_of(series)).start):
            raise MalformedError("could not be read: Zoom answered with another date than was asked for")
        document = {**series.document, "program": answer}
        return self._target(kind, document, series.unread, host, window, date=date, on=series.program.live)

    def refresh(self, kind: str, ident: str, date: str, wanted: AbstractSet[str]) -> Target:
        """Read a program afresh for a write: itself, its form, and the other parts that are `wanted`."""
        params = {"occurrence_id": date} if date else {}
        answer = self.first(kind, ident, params).answer
        asked = self._form(kind, ident, answer)
        if "recording" in wanted:
            asked["recording"] = partial(self.api.get, calls.RECORDING, id=ident)
        parts, unread = read_parts(asked)
        if "questions" not in asked:
            parts["questions"] = None
        host = Host(words.ident(answer.get("host_id")), "")
        one = dates.of_one(answer, date) if date else None
        document = {"program": answer, **parts}
        return self._target(kind, document, unread, host, Window.onward(self.api.now()), date=one)

    def _target(  # noqa: PLR0913 - everything a target is made of
        self, kind: str, document: dict[str, Any], unread: Mapping[str, str], host: Host, window: Window,
        *, row: Row | None = None, date: Date | None = None, on: bool = False,
    ) -> Target:  # fmt: skip
        answer = document["program"]
        told = row.told if row is not None else None
        on = on or (row is not None and row.on)
        what = program(kind, answer, host, window, row=told, date=date, on=on)
        title = titled(answer, told)
        return Target(
            id=f"{kind}/{what.id}/{date.ident}" if date else f"{kind}/{what.id}",
            kind=kind,
            title=f"{title}{CHANGED}" if date else title,
            document={**document, "team": {"ours": helpers(answer, host, self.above.people)}},
            above=above(host),
            unread=unread,
            unavailable=unavailable(kind, answer, host, *self.above.settings(host)),
            facts=facts(answer),
            program=what,
        )

    def _form(self, kind: str, ident: str, answer: Mapping[str, Any]) -> dict[str, Callable[[], dict[str, Any]]]:
        """Return the call for the sign-up form; none where there is no sign-up."""
        settings = answer.get("settings")
        if isinstance(settings, Mapping) and settings.get("approval_type") == 2:
            return {}
        call = calls.WEBINAR_QUESTIONS if kind in WEBINARS else calls.MEETING_QUESTIONS
        return {"questions": partial(self.api.get, call, id=ident)}

    def _stream(self, kind: str, ident: str, host: Host) -> dict[str, Callable[[], dict[str, Any]]]:
        """Return the call for the live stream; none where the host's settings leave no way to one."""
        inner = self.above.settings(host)[1].get("in_meeting")
        switch = inner.get("allow_live_streaming") if isinstance(inner, Mapping) else None
        if kind == "webinar":
            option = inner.get("webinar_live_streaming") if isinstance(inner, Mapping) else None
            switch = option.get("enable") if isinstance(option, Mapping) else None
        if switch is False:
            return {}
        call = calls.WEBINAR_STREAM if kind == "webinar" else calls.MEETING_STREAM
        return {"livestream": partial(self.api.get, call, id=ident)}


def date_kind(kind: str) -> str:
    """Return what kind of target one date of a series is."""
    return "webinar-occurrence" if kind in WEBINARS else "occurrence"


def _program_of(target: Target) -> Mapping[str, Any]:
    found = target.document["program"]
    assert isinstance(found, Mapping)
    return found
