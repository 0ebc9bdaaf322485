"""A host's card: one sheet of paper for before, during and after a program, and for the first bad minute."""

from __future__ import annotations

from hardener.findings import State, to_look_at
from hardener.incident import Incident
from hardener.language import tr
from hardener.model import Finding, Status
from hardener.pages import times
from hardener.pages.paper import filled, sentence
from hardener.pages.program import section
from hardener.pages.verdicts import LOOKS, Look
from hardener.report import retell, words
from hardener.report.times import zone_name
from hardener.results import Report, Row

SENTENCES = 3
"""What is open, at most: the card has to fit on one sheet."""
LOOK = 4
"""Things to look at by hand, at most."""
ROOM = 450
"""Characters of all of these together."""
CHOSEN = ("chan", "door", "rec", "ai", "host", "cap")
"""Families of what a host can look at beside the room, in this order; the rest is IT's or the privacy officer's."""


def card(report: Report, row: Row, incident: Incident | None) -> str:
    """Return the card for one program of a report; `incident`: the platform's buttons, None where nobody told them."""
    zone = report.made.tzinfo
    profile = report.profiles.get(row.profile)
    shown = section(1, row, profile, zone, details=False)
    look, big = _verdict(row)
    start = row.program.start.astimezone(zone) if row.program is not None and row.program.start is not None else None
    return filled(
        "card.html",
        library=report.library,
        heading=tr("Host card: {title}", title=sentence(row.title)),
        as_of=f"{times.when(report.made, year=True)}, {zone_name(zone)}",
        program=shown,
        when=times.when(start, year=True) if start else words.standing(row),
        look=look,
        big=big,
        open=_open(row)[:SENTENCES],
        more=max(0, len(_open(row)) - SENTENCES),
        by_hand=_by_hand(row),
        platform=retell.platform(row.name),
        incident=incident,
    )


def _verdict(row: Row) -> tuple[Look, str]:
    """Return how the card begins: a host has a use for three verdicts, and for being told what comes first."""
    if row.unread or row.state is State.CANT_TELL:
        return LOOKS[State.CANT_TELL], tr("Can’t tell. Look at the settings yourself before the doors open.")
    if row.state is State.READY:
        return LOOKS[State.READY], tr("Ready. It matches what the library asks for.")
    if row.state is State.AS_CLOSED:
        return LOOKS[State.AS_CLOSED], tr("Ready, as far as {platform} can be closed.", platform=row.name)
    if row.state is State.CLOSE_FIRST:
        return LOOKS[State.CLOSE_FIRST], tr("Open to strangers. Close this before you begin, or ask IT.")
    if row.state is State.TOO_CLOSED:
        return LOOKS[State.TOO_CLOSED], tr("Too closed: people who should come in may not be able to.")
    return LOOKS[State.TO_FIX], tr("Something is to be fixed.")


def _open(row: Row) -> list[str]:
    return [words.sentence(f) for f in words.worst_first(row, Status.FAIL) if f.sentence]


def _by_hand(row: Row) -> list[tuple[str, str]]:
    """Return what to look at on this platform, question and place: as many as there is room for."""
    found: list[tuple[str, str]] = []
    room = ROOM
    for finding in sorted((f for f in row.findings if f.status is Status.MANUAL and _for_host(f)), key=_rank):
        question, where = words.control(finding.control).question, sentence(words.hand(finding))
        room -= len(question) + len(where)
        if len(found) == LOOK or (room < 0 and found):
            break
        found.append((question, where))
    return found


def _for_host(found: Finding) -> bool:
    return found.control.partition(".")[0] in CHOSEN


def _rank(found: Finding) -> tuple[bool, int, int, str]:
    first = to_look_at(found.control, found.status, found.severity)
    return not first, -found.severity.rank, CHOSEN.index(found.control.partition(".")[0]), found.control
