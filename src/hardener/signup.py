"""Sign-up elsewhere: families sign up in the library's own calendar, and the platform's sign-up is left alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from hardener.judgement import Judged, Judgement
from hardener.model import Status
from hardener.reason import Reason, Why

MET_THERE = frozenset({"door.registration_required", "door.registration_approval"})
"""Controls that a sign-up elsewhere meets, once somebody has looked there."""
ONE_LINK = frozenset({"door.unique_join_link", "door.single_device_per_link"})
"""Controls that it does not meet: whoever signs up elsewhere is sent the link that everybody has."""
LATE = "door.link_mailed_late"
"""What matters only where one link is sent to everybody."""


@dataclass(slots=True)
class SignUps:
    """Lays onto judgements that families sign up elsewhere; what it made of one that many share, it remembers."""

    _made: WeakKeyDictionary[Judgement, dict[str, Judgement]] = field(default_factory=WeakKeyDictionary)

    def onto(self, judged: Judgement, place: str) -> Judgement:
        """Return `judged` for a program for which families sign up at `place`; empty: nowhere else."""
        known = self._made.setdefault(judged, {})
        if place not in known:
            known[place] = replace(judged, each=tuple(_one(one, place) for one in judged.each))
        return known[place]


def _one(judged: Judged, place: str) -> Judged:
    finding = judged.finding
    if finding.control == LATE and not place and finding.status is Status.MANUAL:
        return judged._replace(finding=replace(finding, status=Status.NOT_APPLICABLE, reason=Why(Reason.NOT_HERE)))
    if not place or finding.too_closed or finding.status is Status.PASS:
        return judged
    why = Why(Reason.SIGN_UP_ELSEWHERE, place)
    if finding.control in MET_THERE:
        there = replace(
            finding, status=Status.MANUAL, actual=None, sentence="", raw=None, fixable=False, needs=(), note="",
            reason=why, by_hand=f"look in {place} whether this program asks for sign-up",
        )  # fmt: skip
        return judged._replace(finding=there, fixes=())
    if finding.control in ONE_LINK and finding.status is Status.FAIL:
        return judged._replace(finding=replace(finding, fixable=False, needs=(), reason=why), fixes=())
    return judged
