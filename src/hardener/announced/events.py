"""An event of a public calendar, as it may be kept: when it is, and what its text says, without the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString, NamedTuple

from hardener import redact
from hardener.announced.online import at_a_place, takes_place_online
from hardener.doorways import OPEN, Kind
from hardener.language import marked
from hardener.vendor.calendar import Calendar
from hardener.vendor.libcal import Keyed
from hardener.ways_in import Way, beside, mark, marks_of, ways_in

FIELDS: Mapping[str, LiteralString] = {
    "SUMMARY": marked("in the title"), "DESCRIPTION": marked("in the description"), "LOCATION": marked("in the place"),
    "X-ALT-DESC": marked("in the description as a page"), "URL": marked("as its address"),
    "COMMENT": marked("in a comment"), "ATTACH": marked("as an attachment"),
    "CONFERENCE": marked("as its conference"), "X-GOOGLE-CONFERENCE": marked("as its conference"),
    "X-MICROSOFT-SKYPETEAMSMEETINGURL": marked("as its conference"), "CONTACT": marked("in the contact"),
}  # fmt: skip
"""Where in an event something stands, in words."""
ELSEWHERE = marked("in a part that a calendar program may show")
TITLE, UNTITLED, ITSELF = 120, "(no title)", "(the calendar itself)"
HIDDEN = frozenset({"busy", "free", "tentative", "out of office", "working elsewhere", "ocupado", "libre", UNTITLED})
"""What stands for a title in a calendar that is published without its details."""
NO_EVENT = "it is no event"
ASKING = frozenset({Kind.FORM, Kind.PAGE})
ENTERED = OPEN | {Kind.REGISTER}
_OFF = re.compile(r"\b(?:cancell?ed|postponed|cancelad[oa]s?|aplazad[oa]s?|suspendid[oa]s?)\b")
_SIGN_UP = re.compile(
    r"\b(?:regist(?:er|ration|ered)|sign[\s-]?ups?|rsvp|inscr[ií]b\w*|inscripci\w+"
    r"|registrarse|reg[ií]strese|registro previo|ap[uú]nt\w+|reserv(?:e|ar|ación)\b)",
)
_DROP_IN = re.compile(
    r"\b(?:no|not|without|sin|don['’]t)(?: \w+){0,3} (?:regist\w+|sign[\s-]?(?:ing )?ups?|rsvp|inscri\w+|reserv\w+)"  # noqa: RUF001 - as it is typed
    r"|\b(?:registration|sign[\s-]?up|rsvp)(?: is)? (?:not |un)(?:required|needed|necessary)"
    r"|\binscripci[oó]n no es ",
)
"""By which a text says that nobody signs up."""
_OPTIONAL = re.compile(
    r"\b(?:registration|sign[\s-]?ups?|rsvps?|inscripci[oó]n)(?: is| are| es)?(?: \w+ly)?"
    r" (?:optional|encouraged|recommended|preferred|requested|suggested|appreciated|opcional|recomendada)\b"
)
"""By which it says that one may come without; whether anybody gets in so, a person has to look."""
NOTICES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(words)
    for name, words in {
        "notice.privacy": r"\bprivac|\bpersonal (?:data|information)|\byour (?:data|information)|datos personales",
        "notice.recording": r"\brecord(?:ed|ings?)\b|\bgraba(?:d[oa]|r|ci[oó]n|remos|mos)?\b",
        "notice.caregiver": r"caregiver|\bparents?\b|\bgrown-?ups?\b|\bguardian|cuidador|\bpadres\b|\badultos?\b",
        "notice.conduct": r"\bconduct\b|behavio|\bguidelines\b|\brules\b|conducta|\bnormas\b",
        "notice.accommodation": r"accommodat|\bcaption(?:s|ing)?\b|interpret|accessib|disabilit|\basl\b"
        r"|subt[ií]tul|accesib|discapacidad",
        "notice.alternatives": r"\bin[\s-]person\b|\bby (?:phone|telephone)\b|\bcall us\b|\bkits?\b|\bpick up\b"
        r"|also (?:at|in) the|available afterwards|presencial|por tel[eé]fono",
    }.items()
}  # fmt: skip
"""By control, in small letters, the words of which an invitation that gives the notice has one: English or Spanish."""


class Found(NamedTuple):
    """A way in, and where it stands."""

    way: Way
    field: str
    """The property: `DESCRIPTION`."""


class Seats(NamedTuple):
    """How many seats of an event are taken, by the calendar's own API."""

    taken: int
    all: int


class Date(NamedTuple):
    """One date of an event, in UTC."""

    start: datetime
    end: datetime
    off: bool = False
    """It was called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, or series, of a calendar. Its text is not in it."""

    calendar: str
    """The calendar's name in the configuration."""
    ident: str
    title: str
    dates: Sequence[Date] = ()
    unclear: str = ""
    """Why nobody can tell when it is; empty where that is known."""
    whole_day: bool = False
    doors: Sequence[Found] = ()
    online: bool = False
    """It says that it takes place online, in words or by a link."""
    in_person: bool = False
    """It has a place where people go."""
    signs_up: bool = False
    """It says in words that families sign up."""
    drops_in: bool = False
    """It says in words that nobody signs up."""
    told: bool = False
    """It has a text beside its title, so that what is missing in it is missing."""
    notices: frozenset[str] = frozenset()
    """Controls of the notices that its text gives."""
    registers: bool | None = None
    """Whether it asks for sign-up by the calendar's own API; None where nobody has a key to that."""
    changed: datetime | None = None
    """When it was changed last, in UTC; None where the calendar does not say."""
    seats: Seats | None = None
    rooms: frozenset[str] = frozenset()
    """Fingerprints of the number of its meeting, by that API."""
    profile: str = ""
    """The profile of those it is for, by the calendar or its words; empty where nobody can tell."""
    audiences: tuple[str, ...] = ()
    """All profiles whose words it has, where these are several."""

    @property
    def bare(self) -> bool:
        """Tell whether nothing is shown of it but that somebody has no time."""
        return not self.told and not self.doors and self.title.casefold() in HIDDEN

    @property
    def leaks(self) -> list[Found]:
        """Return what leads into the room, the worst first; with its passcode it is worse than without."""
        order = list(Kind)
        found = (f for f in self.doors if f.way.kind in OPEN)
        return sorted(found, key=lambda f: (order.index(f.way.kind), not f.way.coded))

    @property
    def hidden(self) -> list[Found]:
        """Return links of which nobody can tell where they lead."""
        return [f for f in self.doors if f.way.kind in {Kind.SHORT, Kind.OTHER}]

    @property
    def sign_up_link(self) -> bool:
        """Tell whether it leads to a sign-up: by the platform's, or a form or its page where its text says so.

        A form may be one to say how it was, and an event that says that nobody signs up leads to none.
        """
        kinds = {f.way.kind for f in self.doors}
        return not self.drops_in and (Kind.REGISTER in kinds or (self.signs_up and not kinds.isdisjoint(ASKING)))

    @property
    def marks(self) -> frozenset[str]:
        """Return the fingerprints of all its links and numbers."""
        return self.rooms | {each for found in self.doors for each in found.way.marks}


class Audience(NamedTuple):
    """For whom a calendar's events are."""

    profile: str = ""
    """Of all that it has; empty: by the words."""
    words: Mapping[str, Sequence[str]] = {}
    """By profile, the words of titles and categories."""


def events_of(name: str, found: Calendar, audience: Audience, keyed: Mapping[str, Keyed] | None = None) -> list[Event]:
    """Return the events of the calendar called `name`; of their texts only what is judged by them is kept.

    `keyed`: what LibCal's own API says, by the number with which an event's id ends.
    """
    sure = keyed or {}
    dates: dict[str, list[Date]] = {}
    first: dict[str, tuple[str, Mapping[str, str]]] = {}
    changed: dict[str, datetime | None] = {}
    for each in found.dates:
        off = each.cancelled or _OFF.search(each.title.casefold()) is not None
        dates.setdefault(each.uid, []).append(Date(each.start, each.end, off))
        first.setdefault(each.uid, (each.title, each.texts))
        changed[each.uid] = each.changed
    known = [
        _known_too(
            replace(_event(name, uid, *first[uid], audience, dates=tuple(of)), changed=changed[uid]),
            sure.get(_number(uid)),
        )
        for uid, of in dates.items()
    ]
    lost = [
        _event(
            name,
            each.uid,
            each.title,
            each.texts,
            audience,
            unclear=each.reason,
            whole_day=each.whole_day or each.cancelled,
        )
        for each in found.unknown
    ]
    return [*known, *lost, *_itself(name, found.around)]


def _itself(name: str, said: str) -> list[Event]:
    """Return what a calendar gives away outside of its events: as an event of no time, and of no program."""
    itself = _event(name, "", ITSELF, {"X-WR-CALDESC": said}, Audience(), unclear=NO_EVENT, whole_day=True)
    doors = [Found(found.way._replace(marks=frozenset()), found.field) for found in itself.leaks]
    return [replace(itself, doors=doors)] if doors else []


def _number(uid: str) -> str:
    """Return LibCal's number of an event, with which its id ends."""
    found = re.search(r"(\d+)(?:@.*)?$", uid)
    return found[1] if found else ""


def _known_too(event: Event, keyed: Keyed | None) -> Event:
    if keyed is None:
        return event
    seats = None if keyed.seats is None or keyed.taken is None else Seats(keyed.taken, keyed.seats)
    return replace(event, registers=keyed.registers, seats=seats, rooms=marks_of(keyed.meeting))


def _event(  # noqa: PLR0913 - what an event is made of
    name: str, uid: str, title: str, texts: Mapping[str, str], audience: Audience, *,
    dates: Sequence[Date] = (), unclear: str = "", whole_day: bool = False,
) -> Event:  # fmt: skip
    said = "\n".join(texts.values())
    around = beside(said)
    doors = tuple(dict.fromkeys(Found(way, field) for field, each in texts.items() for way in ways_in(each, around)))
    whole, place = said.casefold(), at_a_place(texts.get("LOCATION", ""))
    rooms = any(_is_room(found.way, at_place=place) for found in doors)
    profiles = _profiles(title, texts.get("CATEGORIES", ""), audience)
    return Event(
        calendar=name, ident=mark(uid), title=redact.line(title, TITLE) or UNTITLED, dates=dates, unclear=unclear,
        whole_day=whole_day,
        doors=_once(doors), online=rooms or takes_place_online(title, texts),
        in_person=place and not any(f.field == "LOCATION" for f in doors),
        signs_up=_SIGN_UP.search(whole) is not None and _OPTIONAL.search(whole) is None,
        drops_in=_DROP_IN.search(whole) is not None,
        told=any(name in texts for name in ("DESCRIPTION", "X-ALT-DESC")),
        notices=frozenset(control for control, words in NOTICES.items() if words.search(whole)),
        profile=profiles[0] if len(profiles) == 1 else "", audiences=profiles,
    )  # fmt: skip


def _is_room(way: Way, *, at_place: bool) -> bool:
    """Tell whether a link shows that an event is online; one to a film does not where people go to a place."""
    if way.kind in {Kind.STREAM, Kind.CHANNEL}:
        return not at_place
    return bool(way.marks if way.kind is Kind.OTHER else way.platform and way.kind in ENTERED)


def _once(doors: Iterable[Found]) -> tuple[Found, ...]:
    """Return each door once: a number beside its own link says nothing more."""
    found = list(doors)
    linked = {each for one in found if not one.way.spoken for each in one.way.marks}
    return tuple(one for one in found if not (one.way.spoken and one.way.marks & linked))


def _profiles(title: str, categories: str, audience: Audience) -> tuple[str, ...]:
    if audience.profile:
        return (audience.profile,)
    said = f"{title}\n{categories}"
    return tuple(
        profile for profile, words in audience.words.items() if any(_word(word).search(said) for word in words)
    )


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word.strip())}(?:s|es)?(?!\w)", re.IGNORECASE)
