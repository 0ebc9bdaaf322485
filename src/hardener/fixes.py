"""What would mend a failed finding: which row, on which target, to which value. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import filterfalse
from typing import Literal, NamedTuple

from hardener.catalog import Control
from hardener.layers import Candidate, Others, Reading
from hardener.model import Risk, Target, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path, vendor_path
from hardener.profile import Requirement
from hardener.reason import Reason, Why
from hardener.setting import FixedByVendor, Setting
from hardener.verdict import lacking


class Place(NamedTuple):
    """Where a setting that lives above its programs is to be fixed."""

    kind: Literal["host", "group", "account"] = "host"
    group: str = ""
    """Name of the group, where `kind` is group."""


class Fix(NamedTuple):
    """One row to be given one value on one target; `lock` also holds it there."""

    target: str
    """Empty: the judged target itself."""
    row: Setting
    value: Value
    lock: bool
    risks: frozenset[Risk]


Found = tuple[tuple[Fix, ...], Why | None]
"""The fixes that together suffice, or none and why."""


def fixes(  # noqa: PLR0913 - everything that a remedy depends on
    control: Control,
    requirement: Requirement,
    readings: Sequence[Reading],
    target: Target,
    others: Others,
    place: Place,
) -> Found:
    """Return the smallest set of fixes that meets `requirement`, or none and the reason."""
    if requirement.exactly is not None:
        wrong = _shape(readings, requirement)
        if wrong is None:
            return (), Why(Reason.READ_ONLY)
        return _all(wrong, control, requirement, target, others, place)
    gates = [r for r in readings if r.row.gate]
    parts = [r for r in readings if not r.row.gate]
    missed = _missed(parts, control, requirement)
    if requirement.opens:
        shut = _missed(gates, control, requirement)
        options = [[*shut, part] for part in missed] if missed and len(missed) == len(parts) else [shut]
        side = -1
    else:
        options, side = [[gate] for gate in gates] + [missed], 1
    found = [_all(option, control, requirement, target, others, place) for option in options if option]
    good = [
        (_sure(option), side * _openness(f[0], control), f)
        for option, f in zip(filter(None, options), found, strict=True)
        if f[0]
    ]
    if not good:
        reasons = [reason for _, reason in found if reason]
        return (), next(filterfalse(_no_setting, reasons), next(iter(reasons), None))
    return max(good, key=lambda g: g[:2])[2]


def _sure(readings: Sequence[Reading]) -> bool:
    """Tell whether it is known of each row which target decides."""
    return all(len(reading.candidates) == 1 for reading in readings)


def _missed(readings: Sequence[Reading], control: Control, requirement: Requirement) -> list[Reading]:
    """Return the rows that are known to miss it; what is unknown is left alone."""
    return [
        r
        for r in readings
        if any(c.value is not None and not meets(control, requirement, c.value) for c in r.candidates)
    ]


def _shape(readings: Sequence[Reading], requirement: Requirement) -> list[Reading] | None:
    """Return the rows to write for a shape: those that ask for too much, and the one that puts on what is lacking.

    None where no row can put it on.
    """
    allowed = {*(requirement.exactly or ()), *(name for reading in readings for name in reading.row.always)}
    short = lacking(requirement, readings)
    able = [reading for reading in readings if short <= set(reading.row.adds)][:1] if short else []
    wide = [r for r in readings if any(isinstance(c.value, tuple) and set(c.value) - allowed for c in r.candidates)]
    if short and not able:
        return None
    return [reading for reading in readings if reading in wide or reading in able]


def meets(control: Control, requirement: Requirement, value: Value) -> bool:
    """Tell whether a known `value` of the control is accepted."""
    limit = requirement.limit
    if control.names:
        have, want = (
            set(value if isinstance(value, tuple) else ()),
            set(limit if isinstance(limit, tuple) else ()),
        )
        return want <= have if requirement.opens else have <= want  # of a shape: nothing more than it
    if requirement.opens:
        return control.rank(value) >= control.rank(limit)
    return control.rank(value) <= control.rank(limit)


def _openness(found: tuple[Fix, ...], control: Control) -> int:
    return 0 if control.names else max(control.rank(f.value) for f in found)


def _all(  # noqa: PLR0913 - everything that a remedy depends on
    readings: Sequence[Reading],
    control: Control,
    requirement: Requirement,
    target: Target,
    others: Others,
    place: Place,
) -> Found:
    found = [_one(reading, control, requirement, target, others, place) for reading in readings]
    reasons = [reason for fix, reason in found if fix is None and reason is not None]
    if reasons:
        return (), next(filter(_no_setting, reasons), reasons[0])
    return tuple(fix for fix, _ in found if fix is not None), None


def _no_setting(why: Why) -> bool:
    return why.kind is Reason.NO_SETTING


def _one(  # noqa: PLR0911, PLR0913 - everything that a remedy depends on, and every reason against one
    reading: Reading,
    control: Control,
    requirement: Requirement,
    target: Target,
    others: Others,
    place: Place,
) -> tuple[Fix | None, Why | None]:
    row = reading.row
    where, lock = _where(reading.candidates[-1], row, target, others, place)
    if where is None:
        return None, Why(Reason.NO_GROUP, place.group)
    path = row.at(where.kind)
    if where.id == target.id and (holder := _held(row, target, others)):
        return None, Why(Reason.LOCKED, holder)
    if reason := where.unavailable.get(vendor_path(path), ""):
        return None, Why(Reason.UNAVAILABLE, said=reason)
    if not row.can_write(where.kind):
        return None, _stuck(row, control, requirement)
    try:
        before = get_path(where.document, path)
    except UnknownValueError as error:
        return None, Why(Reason.UNKNOWN_VALUE, said=str(error))
    value = shaped(row, requirement, before)
    value = _value(row, control, requirement, before) if value is None else value
    if value is None:
        return None, _stuck(row, control, requirement)
    shared = frozenset({Risk.SHARED}) if where.program is None else frozenset()
    return Fix("" if where is target else where.id, row, value, lock, row.risks | shared), None


def shaped(row: Setting, requirement: Requirement, before: object | Missing) -> Value | None:
    """Return what a row that puts names on a form is given for a shape; None where none is asked, or it puts none."""
    if requirement.exactly is None or not row.adds or before is MISSING:
        return None
    return requirement.limit


def _stuck(row: Setting, control: Control, requirement: Requirement) -> Why:
    """Say why the API cannot: a person may, or nobody."""
    return Why(Reason.READ_ONLY if within_reach(row, control, requirement) else Reason.NO_SETTING)


def within_reach(row: Setting, control: Control, requirement: Requirement) -> bool:
    """Tell whether anybody could give a row a value that is accepted: the API, or a person at the vendor's switch."""
    if isinstance(row, FixedByVendor):
        return meets(control, requirement, row.value)
    if row.always and requirement.exactly is None and not meets(control, requirement, row.always):
        return False
    known = (*row.values.values(), *row.writable_values())
    return bool(row.always or not row.fixed) and (not known or any(meets(control, requirement, v) for v in known))


def _where(
    candidate: Candidate, row: Setting, target: Target, others: Others, place: Place
) -> tuple[Target | None, bool]:
    """Return the target to write to: the narrowest that takes effect, or the place that was chosen."""
    if candidate.target == target.id:
        return target, False
    governing = others.get(candidate.target)
    if not isinstance(governing, Target):
        return None, False
    if governing.kind != "host" or place.kind == "host":
        return governing, False
    chosen = [others.get(i) for layer in target.above for i in layer if i.startswith(f"{place.kind}/")]
    for other in chosen:
        if isinstance(other, Target) and place.group in {"", other.title}:
            return (other, True) if place.kind in row.lockable else (governing, False)
    return None, False


def _held(row: Setting, target: Target, others: Others) -> str:
    """Return the title of a layer above that locks the row's setting, so that the vendor would drop a change."""
    for ident in (ident for layer in target.above for ident in layer):
        other = others.get(ident)
        if isinstance(other, Target) and any(_locked(path, other) for path in row.locks_at(other.kind)):
            return other.title
    return ""


def _locked(path: str, target: Target) -> bool:
    try:
        return get_path(target.document, path) is True
    except UnknownValueError:
        return False


def _value(row: Setting, control: Control, requirement: Requirement, before: object | Missing) -> Value | None:
    """Return the accepted value nearest to the limit that the vendor can be asked for."""
    offered = [v for v in row.writable_values() if meets(control, requirement, v)]
    if not offered or control.names:
        return row.closest_writable(requirement.limit, MISSING if before is MISSING else before)  # type: ignore[arg-type]  # JSON
    return min(offered, key=control.rank) if requirement.opens else max(offered, key=control.rank)
