"""What data brings along in English (a control, a finding, a reason, a notice), told in the reader's language. Pure.

The core and the adapters put their sentences together in English, and so they are kept and compared. Here each is known
again: by itself, or by the template that it was made from. What is not known again is somebody's own words.
"""

from __future__ import annotations

import re
from functools import cache

from hardener import mistakes
from hardener.announced.said import CALLED
from hardener.announced.said import TEMPLATES as ANNOUNCED
from hardener.asked import NOT_ASKED
from hardener.catalog import Control, catalogue
from hardener.clock import TOLD
from hardener.door import CAN
from hardener.language import Language, known, known_by, marked, marked_n, ntr, spoken, tr
from hardener.layers import DIFFER
from hardener.model import Finding, Value
from hardener.nearest import MEANT
from hardener.notice.said import TOLD as UNFIT
from hardener.platform import spelled
from hardener.reason import WORDS, Why, parts, words
from hardener.remedy.said import ALL_TOLD
from hardener.report.times import date_of
from hardener.review.said import TOLD as REVIEWED
from hardener.rules import TOLD as NO_RULE
from hardener.setting import NOT_KNOWN
from hardener.unanswered import TOLD as NO_CALL
from hardener.waive import WORDS as WAIVED
from hardener.waiver import TOO_LONG, WHERE, day_spoken
from hardener.waivers_file import TOLD as NO_ENTRY
from hardener.whose import NONE, Whose

LIMITS = (marked("at most {limit}"), marked("at least {limit}"), marked("exactly {limit}"))
NAMED = marked("{connection}: {what}")
ACCOUNT = marked("{vendor} account {name} at {host}")
UNITS_SPENT = marked("{spent} of {units} units a day are spent; a day ends at midnight, {zone}")
LISTED, VARIABLE = marked("read the programs from {list}"), marked("environment variable {variable}")
TEMPLATES = (
    *NO_ENTRY, *WAIVED, *REVIEWED, CAN, *LIMITS, *WORDS.values(), *TOLD, *ALL_TOLD, *ANNOUNCED, *UNFIT, DIFFER,
    NOT_KNOWN, UNITS_SPENT, LISTED, VARIABLE, NOT_ASKED, *NO_RULE, TOO_LONG, *NO_CALL, MEANT, ACCOUNT, NAMED,
)  # fmt: skip
"""Of all that the core puts together; the widest is the last."""
UNITS = {
    "days": marked_n("{count} day", "{count} days"),
    "minutes": marked_n("{count} minute", "{count} minutes"),
    "seats": marked_n("{count} seat", "{count} seats"),
}
CALENDARS = marked("Calendar")
"""What all calendars together are called among platforms."""
NUMBER = re.compile(r"(\d+)(?: [a-z]+)?")
NAMES = (
    marked("attested"), marked("low"), marked("medium"), marked("high"), marked("critical"), marked("applied"),
    marked("pending"), marked("ignored"), marked("failed"), marked("unknown"), marked("stale"), marked("deferred"),
    marked("pass"), marked("fail"), marked("error"), marked("manual"), marked("advisory"), marked("not-applicable"),
    marked("waived"), marked("webinar"), marked("room"), marked("As closed as it gets"),
)  # fmt: skip
"""Words that data has for itself: levels, results, verdicts and kinds."""


NUMBERED = re.compile(r" number (\d+)")
"""A step of a key in a list: `programs number 2.title`."""
STEP = " > "
STEPS = (
    marked("the program"), marked("the event"), marked("the recording"), marked("the site"), marked("the meeting"),
    marked("the group"), marked("the regions that are chosen"), marked("the organizer's policy"),
    marked("Video call options (the gear)"), marked("the settings"), marked("the conversation"), marked("the room"),
    marked("the stream"), marked("the video"), marked("the webinar"), marked("the session"), marked("the Page"),
    marked("the profile icon"), marked("the person"), marked("the calendar"), marked("the link"),
    marked("the organizer"), marked("an attendee"), marked("in the room"), marked("in the call"),
    marked("config.js of the server"), marked("prosody's file of the server"),
)  # fmt: skip
"""What stands in a path of clicks for no button."""


def _as_it_is(said: str) -> str:
    return said


def _day(said: str) -> str:
    day = day_spoken(said)
    return said if day is None else date_of(day)


def platform(name: str) -> str:
    """Return what a platform is called: by its own name, or where it is a calendar of the library's, by that word."""
    return known_by(name, (CALLED,), {"name": _as_it_is})


def where(said: str) -> str:
    """Return where somebody's word holds, in the reader's language."""
    return known_by(said, WHERE, SPECIAL)


def _said(said: str) -> str:
    return retold(said)


SPECIAL = {
    "by": _as_it_is, "pattern": _as_it_is, "control": _as_it_is, "level": _as_it_is, "path": _as_it_is,
    "variable": _as_it_is, "given": _as_it_is, "key": _as_it_is, "text": _as_it_is, "file": _as_it_is,
    "where": where, "looked": _day, "until": _day, "what": _said, "why": _said, "status": _said,
}  # fmt: skip
"""Values that are somebody's own words, a date, or put together from sentences that are for them alone."""


class Spoken(Control):
    """A control, in the reader's language."""

    def say(self, value: Value | None) -> str:
        """Return a value in family words; one that has none as it is, and None as not known."""
        if value is None:
            return tr("not known")
        if isinstance(value, tuple) or self.names:  # a finding has a set of names as one text
            each = value if isinstance(value, tuple) else str(value).split(", ")
            return ", ".join(known(name.replace("_", " ")) for name in each) or tr("nothing")
        if self.unit in UNITS and (number := NUMBER.fullmatch(str(value))):  # a finding has it with its unit
            return ntr(*UNITS[self.unit], int(number[1]))
        return known(super().say(value))


def control(ident: str) -> Control:
    """Return a control of the catalogue in the reader's language."""
    to = spoken()
    return catalogue()[ident] if to is None else _spoken(to, ident)


@cache
def _spoken(to: Language, ident: str) -> Control:
    assert spoken() is to
    found = catalogue()[ident]
    said = {
        name: known(getattr(found, name))
        for name in ("title", "brief", "brief_closed", "question", "short", "costs", "finding", "too_closed", "act")
    }
    return Spoken(
        **found.model_dump()
        | said
        | {
            "says": {level: known(each) for level, each in found.says.items()},
            "families_notice": {which: known(each) for which, each in found.families_notice.items()},
        }
    )


def sentence(finding: Finding) -> str:
    """Return what a finding means, in library words."""
    return retold(finding.sentence)


def hand(finding: Finding) -> str:
    """Return how a person changes it: a platform's own buttons stay as the platform spells them."""
    return path(finding.by_hand)


def path(where: str) -> str:
    """Return clicks in a platform's menus; what stands for no button, as `the program`, in the reader's words."""
    said = known(where)
    if said != where or spoken() is None:
        return said
    return STEP.join(known(step) if step in STEPS else step for step in where.split(STEP))


def retold(said: str) -> str:
    """Return what the core put together, in the reader's language: whole, else reason by reason."""
    if "; " not in said:
        return known_by(said, TEMPLATES, SPECIAL)
    whole = known_by(said, TEMPLATES[:-1], SPECIAL)  # a colon alone makes no whole of several reasons
    if whole != said:
        return whole
    parts = said.split("; ")
    for count in range(len(parts) - 1, 0, -1):
        head = "; ".join(parts[:count])
        if (told := known_by(head, TEMPLATES, SPECIAL)) != head or count == 1:
            return f"{told}; {retold('; '.join(parts[count:]))}"
    return said


def mistake(said: str) -> str:
    """Return what is wrong in a file: its place as it is, and what is behind it in the reader's language."""
    for at in (*(found.end() for found in re.finditer(": ", said)), 0):
        told = known_by(said[at:], mistakes.TOLD, SPECIAL)
        if told != said[at:]:
            return NUMBERED.sub(lambda step: " " + tr("number {number}", number=step[1]), said[:at]) + told
    return retold(said)


def noted(note: str, why: Why | None) -> str:
    """Return a finding's note and its reason as one text."""
    return "; ".join(retold(each) for each in parts(note, why))


def account(of: Whose) -> str:
    """Return whose account it is, by the platform, the vendor's own id and the address."""
    if not of.known:
        return tr("an account that is not known (connection {name})", name=of.place)
    if of.place == NONE:
        return tr("{vendor} account {name}", vendor=spelled(of.vendor), name=of.ident)
    return tr(ACCOUNT, vendor=spelled(of.vendor), name=of.ident, host=of.place)


def reason(why: Why) -> str:
    """Return a reason as a sentence without a full stop."""
    return retold(words(why))
