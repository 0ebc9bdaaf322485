"""What is known for sure of a program, control by control: from the platform, or by somebody's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hardener.catalog import CATALOGUE, Control
from hardener.evaluate import Judge
from hardener.imprint import MOST, Imprint, Imprints
from hardener.layers import Others
from hardener.model import Status, Target, Unreadable, Value
from hardener.notice.table import AUDIENCE, OWN, PLATFORM, SIGN_UP, Facts, controls
from hardener.profile import Profile, Requirement
from hardener.results import Row
from hardener.setting import Setting
from hardener.signup import MET_THERE, ONE_LINK
from hardener.verdict import NOT_HERE

Tables = Mapping[str, Sequence[Setting]]
"""The rows of each connection's platform."""
ELSEWHERE = MET_THERE | ONE_LINK | {"data.registration_fields", "data.registration_trackers"}
"""Of the platform's own sign-up: of no meaning where families sign up elsewhere."""


NOTHING = Profile(
    name="", title="", version=1, audience="public", apply=False, judges="programs", notes=(), requires={}
)
"""Asks for nothing: what a control is does not depend on what a profile wants."""


class Reader:
    """Reads the facts of one connection's programs, of those that are set alike once."""

    def __init__(self, judge: Judge) -> None:
        """Begin with nothing read."""
        self._judge, self._imprints = judge, Imprints(judge)
        self._known: dict[Imprint, Facts] = {}

    def facts(self, target: Target) -> Facts:
        """Return what the controls come to in a program, where that is sure."""
        imprint = self._imprints.of(target, NOTHING)
        if imprint not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[imprint] = dict(_read(self._judge, target))
        return self._known[imprint]


@dataclass(slots=True)
class Looking:
    """Takes note, while an audit reads, of what the controls come to in programs."""

    tables: Tables
    sign_up_of: Callable[[str, Target], str]
    """Where families sign up for a program instead of on its platform; empty where they do not."""
    wanted: Callable[[str, str], bool] = lambda _connection, _target: True
    """Whether a program, by its connection and target, is of any interest."""
    found: dict[tuple[str, str], Facts] = field(default_factory=dict)
    """By connection and target."""
    _above: dict[str, dict[str, Target | Unreadable]] = field(default_factory=dict)
    _readers: dict[str, Reader] = field(default_factory=dict)

    def saw(self, connection: str, target: Target | Unreadable, _profile: str) -> None:
        """Take note of what was read; hosts, groups and accounts come before what they govern."""
        others = self._above.setdefault(connection, {})
        if target.program is None:
            others[target.id] = target
        elif isinstance(target, Target) and self.wanted(connection, target.id):
            if connection not in self._readers:
                self._readers[connection] = self._reader(connection, others)
            found = self._readers[connection].facts(target)
            place = self.sign_up_of(connection, target)
            self.found[connection, target.id] = {**found, SIGN_UP: place} if place else found

    def _reader(self, connection: str, others: Others) -> Reader:
        return Reader(Judge(connection, self.tables[connection], CATALOGUE, others))


def _read(judge: Judge, target: Target) -> Iterator[tuple[str, Value]]:
    for ident in controls():
        if (found := judge.in_force(ident, target)) is not None and found != NOT_HERE:
            yield ident, found


def facts_of(row: Row, read: Facts, profile: Profile, own: Mapping[str, str]) -> Facts:
    """Return all that is known of a program: what was `read`, what somebody looked at, and the library's own words."""
    each = {**dict(_attested(row, profile)), **read}
    known: dict[str, Value] = {key: value for key, value in each.items() if SIGN_UP not in read or key not in ELSEWHERE}
    known |= {OWN + key: value for key, value in own.items() if value} | {PLATFORM: row.name}
    if not row.unnamed:  # the profile of a program that no rule names is a guess
        known[AUDIENCE] = profile.audience
    return known


def _attested(row: Row, profile: Profile) -> Iterator[tuple[str, Value]]:
    """Yield what somebody's word that holds leaves no doubt of: it says that the profile is met, and no more."""
    for found in row.findings:
        word = found.waiver
        if found.status is Status.PASS and word is not None and word.kind == "attestation" and not word.lapsed:
            value = _only(CATALOGUE[found.control], profile.requires[found.control])
            if value is not None:
                yield found.control, value


def _only(control: Control, requirement: Requirement) -> Value | None:
    """Return the one state that meets a requirement: the end of a ladder; of a number of days, the most there are."""
    if control.levels:
        end = control.levels[-1] if requirement.opens else control.levels[0]
        return end if requirement.limit == end else None
    return requirement.limit if control.unit and not requirement.opens else None
