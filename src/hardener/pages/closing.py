"""Places to close as a page tells them: what is open there, for whom, by which buttons, and who can press them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardener.causes import Cause, Found, Place, causes
from hardener.door import IN_FRONT
from hardener.language import known, marked, tr
from hardener.model import Severity
from hardener.pages.paper import staff, title
from hardener.pages.program import Section
from hardener.report import retell, words
from hardener.report.places import called, shown, who_at
from hardener.results import Report

RULE = marked("hardener.toml: a [[programs]] rule that says what kind of program it is")
FEW = 3
"""Paths, programs and acts that a card shows; the program's own section has all of them."""
_COPIED = re.compile(r"[\w ,.:&()–’-]+")
"""A title that means nothing but itself to any shell."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One way to close something by hand."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Closing:
    """One place, or several that open the same programs."""

    title: str
    programs: list[Section]
    vendor: str
    lead: str
    hands: list[Hand]
    more: int
    """How many more there are."""
    who: str
    notice: list[str]
    """What families notice when it is closed."""
    command: str
    """What shows the changes; empty where hardener cannot make them, or the title is nothing to copy."""
    strangers: bool

    @property
    def named(self) -> list[Section]:
        """Return the first programs that a reader can tell apart."""
        each = {(one.title, one.when): one for one in reversed(self.programs)}
        return list(reversed(each.values()))[:FEW]


def closings(report: Report, sections: Mapping[tuple[str, str], Section]) -> list[Closing]:
    """Return every place, strangers' first; `sections` by connection and target."""
    return [_closing(cause, report, sections) for cause in causes(report.rows(programs=True))]


def _closing(cause: Cause, report: Report, sections: Mapping[tuple[str, str], Section]) -> Closing:
    rows = cause.strangers or cause.programs
    chosen = shown(cause)
    hands = _hands(chosen)
    return Closing(
        title=_title(cause.places),
        programs=[sections[row.connection, row.target] for row in rows if (row.connection, row.target) in sections],
        vendor=retell.platform(cause.found[0].row.name),
        lead=_lead(chosen, report),
        hands=hands[:FEW],
        more=max(0, len(hands) - FEW),
        who=tr(" or ").join(dict.fromkeys(map(who_at, cause.places))),
        notice=list(dict.fromkeys(words.risk(risk) for one in chosen for risk in one.finding.needs)),
        command=_command(cause, chosen),
        strangers=bool(cause.strangers),
    )


def _title(places: Iterable[Place]) -> str:
    return tr(", and ").join(f"{each} ×{n}" if n > 1 else each for each, n in Counter(map(_called, places)).items())


def _called(place: Place) -> str:
    return called(place.kind, staff(place.title), title(place.title))


def _lead(chosen: list[Found], report: Report) -> str:
    """Say who can do what in front of whom; where nothing is a channel, what is open."""
    acts = list(dict.fromkeys(words.control(one.finding.control).act for one in chosen))
    acts = [act for act in acts if act]
    if not acts or chosen[0].finding.severity is not Severity.CRITICAL:
        said = list(dict.fromkeys(words.sentence(one.finding) for one in chosen if one.finding.sentence))
        return f"{'. '.join(said[:FEW])}{'.' if said else ''}"
    who = Counter(one.finding.sentence.partition(" can ")[0] for one in chosen).most_common(1)[0][0]
    told = words.listed(acts if len(acts) <= FEW else [*acts[:FEW], tr("{count} more", count=len(acts) - FEW)])
    fronts = {
        tr(IN_FRONT[report.profiles[one.row.profile].audience]) for one in chosen if one.row.profile in report.profiles
    }
    if not fronts:
        return tr("{who} can {acts}.", who=known(who), acts=told)
    return tr("{who} can {acts} in front of {people}.", who=known(who), acts=told, people=words.listed(sorted(fronts)))


def _hands(chosen: list[Found]) -> list[Hand]:
    """Return each path once, with all that it closes."""
    found: dict[str, dict[str, None]] = {}
    for one in chosen:
        if one.row.unnamed:
            found[tr(RULE)] = {}
        elif one.finding.by_hand:
            found.setdefault(words.hand(one.finding), {})[words.control(one.finding.control).title] = None
    return [Hand(", ".join(titles), where) for where, titles in found.items()]


def _command(cause: Cause, chosen: list[Found]) -> str:
    wanted = [one.finding for one in chosen if one.finding.fixable and not one.row.unnamed]
    name = title(cause.programs[0].title)
    if not wanted or not _COPIED.fullmatch(name):
        return ""
    risks = dict.fromkeys(risk for found in wanted for risk in found.needs)
    return " ".join([f'hardener plan "{name}"', *(f"--allow {risk}" for risk in risks)])
