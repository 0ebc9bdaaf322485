"""What the public calendar makes of the findings on a program: posted links, its event, times, notices. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hardener import redact
from hardener.announced import said, times
from hardener.announced.events import ELSEWHERE, FIELDS, NOTICES, UNTITLED, Event, Found
from hardener.announced.look import Announced
from hardener.announced.match import Match, alike
from hardener.catalog import catalogue
from hardener.door import YOUNG, Door, least
from hardener.doorways import SIGN_UP as SIGN_UP_DOORS
from hardener.doorways import Kind
from hardener.judgement import Judged, Judgement
from hardener.model import Finding, Severity, Status, Target, Unreadable
from hardener.profile import Profile
from hardener.reason import Reason, Why

LINK = "door.join_link_private"
LISTED, TIMES, AUDIENCE = "public.listed", "public.times", "public.audience"
SIGN_UP = "door.registration_required"
ENTERED = frozenset({Kind.JOIN, Kind.ROOM, Kind.STREAM, Kind.REGISTER})
"""By which the public gets into an open meeting."""
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Case:
    """One program, with all that is held against each other."""

    connection: str
    target: Target | Unreadable
    profile: Profile
    judged: Judgement
    match: Match
    look: Announced


def hard(case: Case) -> Judgement:
    """Return the findings with all that nobody's word makes good: what the calendar shows, and where it differs."""
    each = [_hardened(case, one) for one in case.judged.each]
    known = {one.finding.control for one in each}
    each += [Judged(found) for found in _own(case) if found.control not in known]
    return replace(case.judged, each=tuple(each))


def soft(case: Case) -> Judgement:
    """Return the findings with what a person's word is better for; `case.judged` has been held against these words."""
    return replace(case.judged, each=tuple(_softened(case, one) for one in case.judged.each))


def _hardened(case: Case, one: Judged) -> Judged:
    finding = one.finding
    if finding.control == LINK:
        found = _posted(case, finding)
        return one if found is None else Judged(found)
    if finding.control == SIGN_UP and finding.reason is not None and finding.reason.kind is Reason.SIGN_UP_ELSEWHERE:
        return Judged(_signed(case, finding))
    made = {found.control: found for found in _own(case)} if finding.control.startswith("public.") else {}
    return Judged(made[finding.control]) if finding.control in made else one


def _own(case: Case) -> Iterator[Finding]:
    """Yield what only a calendar tells."""
    program = case.target.program
    if program is None or program.personal or (not program.starts and not program.start and case.match.by is None):
        return
    if case.profile.apply and case.profile.audience != "staff":
        yield _listed(case)
    if case.match.by is not None:
        yield times.finding(made(case.connection, TIMES), case.match, program, case.look.zone)
        if case.look.asks_audience(case.match.events):
            yield _audience(case)


def made(connection: str, control: str) -> Finding:
    """Return a finding of a control that only a calendar tells of, as it is when all is well."""
    of = catalogue()[control]
    return Finding(
        connection=connection, control=control, status=Status.PASS, severity=of.severity,
        expected=f"at most {of.levels[0]}", actual=of.levels[0],
    )  # fmt: skip


def failed(finding: Finding, note: str, by_hand: str, *, severity: Severity | None = None) -> Finding:
    """Return a finding that fails, for what a calendar shows."""
    of = catalogue()[finding.control]
    return replace(
        finding, status=Status.FAIL, actual=of.levels[-1], severity=severity or least(finding.severity, Severity.HIGH),
        sentence=of.finding, note=note, by_hand=by_hand, reason=Why(Reason.CALENDAR), fixable=False, needs=(), raw=None,
    )  # fmt: skip


def unclear(finding: Finding, note: str, kind: Reason = Reason.UNDECIDED, by_hand: str = "") -> Finding:
    """Return a finding of which nobody can tell, for a reason that lies in a calendar."""
    return replace(
        finding, status=Status.ERROR, actual=None, reason=Why(kind, said=note), note="", by_hand=by_hand, sentence=""
    )


def _listed(case: Case) -> Finding:
    finding, match, program = made(case.connection, LISTED), case.match, case.target.program
    assert program is not None
    if match.by is not None:
        return finding
    if match.unsure:
        return unclear(finding, said.UNSURE.format(count=len(match.unsure)))
    if lost := case.look.lost:
        return unclear(finding, said.UNREAD.format(calendar=lost[0].name, why=lost[0].lost), Reason.UNREAD)
    for event in case.look.unclear:
        if event.title == UNTITLED or alike(event.title, case.target.title):
            return unclear(finding, untimed(event))
    if program.start is not None and case.look.beyond(program.start):
        return replace(finding, status=Status.MANUAL, actual=None, note=said.BEYOND)
    return failed(finding, "", said.ADD)


def untimed(event: Event) -> str:
    """Say that nobody can tell when an event is."""
    return said.UNTIMED.format(calendar=event.calendar, title=shown(event.title), why=event.unclear)


def _audience(case: Case) -> Finding:
    finding = made(case.connection, AUDIENCE)
    named = sorted({event.profile for event in case.match.events if event.profile})
    several = sorted({each for event in case.match.events for each in event.audiences})
    if case.profile.name in named or case.profile.name in several:
        return finding
    if len(named) == 1:
        return failed(finding, said.WRONG.format(said=named[0], judged=case.profile.name), said.CORRECT)
    if several:
        note = said.SEVERAL.format(said=", ".join(several))
        return replace(finding, status=Status.MANUAL, actual=None, note=note)
    return replace(finding, status=Status.MANUAL, actual=None, note=said.NO_AUDIENCE)


def _posted(case: Case, finding: Finding) -> Finding | None:
    """Return the finding on a link that the calendar shows; None where it shows none that decides."""
    leaks = [(event, found) for event in case.match.events for found in event.leaks]
    grave = [(event, found) for event, found in leaks if found.way.kind in {Kind.HOST, Kind.TICKET}]
    requirement = case.profile.requires.get(LINK)
    if requirement is not None and requirement.opens:
        if grave:
            return replace(_leaked(case, finding, *grave[0]), too_closed=False)
        if any(found.way.kind in ENTERED for event in case.match.events for found in event.doors):
            return replace(finding, status=Status.PASS, actual="public", note="", reason=None, by_hand="")
        return None
    found = [_leaked(case, finding, *each) for each in leaks]
    return max(found, key=lambda one: one.severity.rank, default=None)


def _leaked(case: Case, finding: Finding, event: Event, found: Found) -> Finding:
    codes = {one.finding.control: one.finding for one in case.judged.each}.get("door.passcode")
    locked = codes is not None and codes.status is Status.PASS and codes.actual in {"separate", "embedded"}
    worst = grade(found, case.judged.door or Door.UNKNOWN, case.profile, locked=locked)
    note = posted(event, found)
    mine = next((one.marks for one in case.look.programs if one.key == (case.connection, case.target.id)), frozenset())
    if not mine & found.way.marks and case.look.knows(found.way.marks):
        note = f"{note}; {said.OTHER_ROOM}"
    calendar = f"calendar {event.calendar}"
    return replace(
        failed(finding, note, said.TAKE_OUT, severity=worst), too_closed=False,
        governing=f"calendar/{event.calendar}", governing_title=calendar,
    )  # fmt: skip


def posted(event: Event, found: Found) -> str:
    """Say where a way in stands, and what it is; never the way itself."""
    what = said.WHAT["number" if found.way.spoken else found.way.kind.value]
    return said.POSTED.format(
        calendar=event.calendar, title=shown(event.title), place=FIELDS.get(found.field, ELSEWHERE),
        what=said.CODED.format(what=what) if found.way.coded else what,
    )  # fmt: skip


def grade(found: Found, at: Door, profile: Profile, *, locked: bool) -> Severity:
    """Return how much a posted link harms: behind the door `at`, and where it is `locked` by a passcode.

    What runs the program, or is one person's own, goes round every door; with the passcode beside it, so does a link:
    who holds both is at the same door as the families, and often past the sign-up.
    """
    kind = found.way.kind
    if kind is Kind.HOST:
        return Severity.CRITICAL
    worst = Severity.CRITICAL if profile.audience in YOUNG else Severity.HIGH
    if kind in {Kind.TICKET, Kind.ROOM}:
        return worst
    if found.way.coded:
        return worst
    if at is Door.VERIFIED:  # without the passcode, the link leads to the sign-up
        return Severity.MEDIUM
    return Severity.HIGH if at is Door.SCREENED or locked else worst


def shown(title: str) -> str:
    """Return an event's title as a sentence may have it."""
    return f"“{redact.line(title, LONGEST)}”"


def _signed(case: Case, finding: Finding) -> Finding:
    """Return the finding on sign-up elsewhere, with what the event says of it."""
    events = [event for event in case.match.events if not event.dates or not all(date.off for date in event.dates)]
    if case.match.by is None or case.match.unsure or not events:
        return finding
    if all(event.registers or (event.registers is None and event.sign_up_link) for event in events):
        seats = next((event.seats for event in events if event.seats), None)
        note = said.SIGNED if seats is None else said.SEATS.format(taken=seats.taken, seats=seats.all)
        return replace(finding, status=Status.PASS, actual="required", note=note, by_hand="")
    if any(map(_silent, events)):
        worst = least(case.profile.severity(catalogue()[SIGN_UP]), Severity.HIGH)
        return replace(failed(finding, said.UNSIGNED, said.SIGN, severity=worst), reason=finding.reason)
    return finding


def _silent(event: Event) -> bool:
    """Tell whether an event says nothing of a sign-up and has no page where there may be one, or says there is none."""
    kinds = {found.way.kind for found in event.doors}
    if event.registers is not None:
        return not event.registers
    if event.drops_in and not kinds & SIGN_UP_DOORS:
        return True
    return event.told and not event.signs_up and not kinds & {*SIGN_UP_DOORS, Kind.PAGE}


def _aged(case: Case, finding: Finding) -> Finding:
    """Return a finding that rests on somebody's word on sign-up, held against when a silent event was changed."""
    word = finding.waiver
    if word is None or word.on is None or word.lapsed or case.match.by is None or case.match.unsure:
        return finding
    silent = [event for event in case.match.events if event.told and not event.signs_up]
    silent = [event for event in silent if event.registers is None and not event.sign_up_link]
    days = [event.changed and event.changed.astimezone(case.look.zone).date() for event in silent]
    if day := next((day for day in days if day is not None and day > word.on), None):
        note = said.SINCE.format(day=day, by=word.by)
        return replace(unclear(finding, note, by_hand=said.SEE), waiver=None)
    return replace(finding, note=said.UNDATED.format(by=word.by, day=word.on)) if None in days else finding


def _softened(case: Case, one: Judged) -> Judged:
    finding = one.finding
    if finding.control == SIGN_UP and finding.status is Status.PASS:
        return one if (aged := _aged(case, finding)) is finding else Judged(aged)
    if finding.status is not Status.MANUAL:
        return one
    if finding.control in NOTICES and case.match.by is not None:
        return Judged(_notice(case, finding))
    if finding.control == LINK:
        return Judged(_unposted(case, finding))
    return one


def _notice(case: Case, finding: Finding) -> Finding:
    events = [event for event in case.match.events if event.told]
    if finding.control == "notice.alternatives" and any(event.in_person for event in case.match.events):
        return replace(finding, status=Status.PASS, actual="given", note=said.PLACED, reason=None, by_hand="")
    if not events:
        return finding
    if any(finding.control in event.notices for event in events):
        return replace(finding, note=said.MENTIONED)
    return failed(finding, said.SILENT, said.WRITE, severity=_weight(case, finding))


def _weight(case: Case, finding: Finding) -> Severity:
    return least(case.profile.severity(catalogue()[finding.control]), Severity.HIGH)


def _perhaps(case: Case, finding: Finding) -> Finding | None:
    """Return the finding where a way in may be shown: in a calendar unread, or an event that may be the program's."""
    if lost := case.look.lost:
        return unclear(finding, said.UNREAD.format(calendar=lost[0].name, why=lost[0].lost), Reason.UNREAD)
    if any(event.leaks for event in case.match.unsure):
        return unclear(finding, said.UNSURE.format(count=len(case.match.unsure)), by_hand=said.LOOK)
    may = (event for event in case.look.unclear if event.leaks and alike(event.title, case.target.title))
    note = next(map(untimed, may), "")
    return unclear(finding, note, by_hand=said.LOOK) if note else None


def _unposted(case: Case, finding: Finding) -> Finding:
    """Return the finding where no calendar shows the way in: a clean calendar is not all places there are."""
    hidden = [(event, found) for event in case.match.events for found in event.hidden]
    if hidden:
        event, found = hidden[0]
        place = FIELDS.get(found.field, ELSEWHERE)
        note = said.HIDDEN.format(calendar=event.calendar, title=shown(event.title), place=place)
        return unclear(finding, note, by_hand=said.LOOK)
    if unknown := _perhaps(case, finding):
        return unknown
    if case.match.by is None or not any(event.told for event in case.match.events):
        return finding
    if not case.profile.requires[LINK].opens:
        return replace(finding, note=said.CLEAN)
    if channel := next((event for event in case.match.events for f in event.doors if f.way.kind is Kind.CHANNEL), None):
        note = said.CHANNEL.format(calendar=channel.calendar, title=shown(channel.title))
        return unclear(finding, note, by_hand=said.FOLLOW)
    shut = failed(finding, said.NOT_POSTED, said.SHOW, severity=_weight(case, finding))
    return replace(shut, actual="private", sentence=catalogue()[LINK].too_closed, too_closed=True)
