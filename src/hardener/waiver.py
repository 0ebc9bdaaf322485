"""What people accept for now, and what they looked at by hand: one entry of waivers.yaml. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from hardener import redact
from hardener.catalog import Control, catalogue
from hardener.judgement import Judged
from hardener.language import marked
from hardener.model import Model, Status, Target, Unreadable, Waived
from hardener.pattern import fits

YEAR = timedelta(days=366)
"""The longest that anybody's word holds."""
LONG = 300
"""Characters of a text that stands in every report."""
TOO_LONG = marked("is longer than {limit} characters")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> date:
    """Take a whole date and nothing that could be bent into one: no year, number or time of day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError(marked("write a date with year, month and day, as 2027-03-01"))


def _text(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(marked("put quotes around a number"))  # noqa: TRY004 - pydantic takes a ValueError for a message
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError(marked("is empty"))
    return _short(value)


def _short(value: str) -> str:
    if len(value) > LONG:
        raise ValueError(TOO_LONG.format(limit=LONG))
    return value


def _level(value: object) -> object:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(marked("give a level or a number"))


Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, BeforeValidator(_text), AfterValidator(_said)]
Level = Annotated[str | int, BeforeValidator(_level)]


PROGRAM, HOST, CONNECTION = marked("program {pattern}"), marked("host {pattern}"), marked("connection {pattern}")
ACCEPTED = marked("accepted by {by} until {until}")
LOOKED = marked("looked at by {by} on {looked}, good until {until}")
TOO_OPEN = marked("{word}, only for what is too open")
AT_MOST = marked("{word}, but at most {level}, and more is open")
WHERE = (marked("program {pattern}, {where}"), marked("host {pattern}, {where}"), PROGRAM, HOST, CONNECTION)
"""What says where it is meant to hold."""
ALL_TOLD = (TOO_OPEN, AT_MOST, ACCEPTED, LOOKED)
"""What a sentence on somebody's word is made of."""
SPOKEN = "%b %Y"


class Entry(Model):
    """Somebody's word on a control, somewhere, until a day."""

    kind: ClassVar[Literal["waiver", "attestation"]]
    meant: ClassVar[Status]
    """The status of the findings that it is for."""

    control: Words
    """A control's id, or a pattern for several."""
    program: Words | None = None
    """A pattern for the title, or the vendor's id."""
    host: Words | None = None
    connection: Words | None = None
    by: Words
    until: Day
    """The last day on which it holds, to its end, in the library's time zone."""

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.program is None and self.host is None and self.connection is None:
            raise ValueError(marked("give at least one of program, host and connection"))
        return self

    def meets(self, connection: str, target: Target | Unreadable) -> bool:
        """Tell whether it is for `target`."""
        program = target.program
        if not fits(self.connection, connection):
            return False
        if program is None:
            there = self.host is None or (target.kind == "host" and _seen(self.host, target.title))
            return self.program is None and there
        return self._named(program.id, target.title) and _seen(self.host, program.host_name)

    def _named(self, ident: str, title: str) -> bool:
        """Tell whether the program is meant: by its id, or by a title, which whoever may name it chooses."""
        if self.program is not None and self.program.isdigit():
            return self.program == ident
        return self.program == ident or _seen(self.program, title)

    @property
    def controls(self) -> list[Control]:
        """Return the controls that it is for."""
        return [known for ident, known in catalogue().items() if fits(self.control, ident)]

    @property
    def where(self) -> str:
        """Say where it is meant to hold: `program *book club*`."""
        parts = ((PROGRAM, self.program), (HOST, self.host), (CONNECTION, self.connection))
        return ", ".join(said.format(pattern=pattern) for said, pattern in parts if pattern is not None)

    def over(self, today: date) -> bool:
        """Tell whether its last day is past."""
        return self.until < today


class Waiver(Entry):
    """A deviation that somebody accepts."""

    kind = "waiver"
    meant = Status.FAIL

    reason: Words
    at_most: Level | None = None
    """It is void where more is open than this; None: it holds whatever is found."""

    @property
    def said(self) -> str:
        """Say who accepts it, and until when."""
        return ACCEPTED.format(by=self.by, until=spoken_day(self.until))

    @property
    def waived(self) -> Waived:
        """Return it as findings carry it."""
        return Waived(kind="waiver", by=self.by, until=self.until, reason=self.reason)

    def void(self, judged: Judged) -> str:
        """Return, with who accepts it, why it does not cover a failure; empty where it does."""
        if self.at_most is None:
            return ""
        if judged.finding.too_closed:
            return TOO_OPEN.format(word=self.said)
        limit = catalogue()[judged.finding.control].rank(self.at_most)
        return "" if judged.widest <= limit else AT_MOST.format(word=self.said, level=self.at_most)


class Attestation(Entry):
    """What somebody looked at by hand."""

    kind = "attestation"
    meant = Status.MANUAL

    on: Day
    reason: Annotated[str, BeforeValidator(_text), AfterValidator(_short)] = ""

    @property
    def said(self) -> str:
        """Say who looked, when, and until when that is good."""
        return LOOKED.format(by=self.by, looked=spoken_day(self.on), until=spoken_day(self.until))

    @property
    def waived(self) -> Waived:
        """Return it as findings carry it."""
        return Waived(kind="attestation", by=self.by, until=self.until, reason=self.reason, on=self.on)

    def void(self, _judged: Judged) -> str:
        """Return nothing: whoever looked has seen it all."""
        return ""


def _seen(pattern: str | None, said: str) -> bool:
    """Compare a pattern with words of a vendor as reports and snapshots show them: on one line, without secrets.

    A pattern that holds a secret itself fits nothing: without it, it would fit too much.
    """
    return pattern is None or (redact.GONE not in _shown(pattern) and fits(_shown(pattern), _shown(said)))


@lru_cache(4096)  # the same titles for each entry
def _shown(said: str) -> str:
    return redact.line(said, redact.READ)


Either = Waiver | Attestation


def spoken_day(day: date) -> str:
    """Return a date as a person writes it: `1 Mar 2027`."""
    return f"{day.day} {day:{SPOKEN}}"


def day_spoken(said: str) -> date | None:
    """Return the date that `spoken_day` wrote; None where it is none."""
    try:
        return datetime.strptime(said, f"%d {SPOKEN}").replace(tzinfo=UTC).date()
    except ValueError:
        return None
