"""Where two profiles meet in one target: what one asks for must not take from the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hardener.catalog import Control
from hardener.fixes import Fix, meets
from hardener.model import Document, Risk, Target
from hardener.path import MISSING, UnknownValueError
from hardener.profile import Profile, Requirement
from hardener.setting import Setting


def contrary(fix: Fix, control: str, profile: Profile, controls: Mapping[str, Control]) -> bool:
    """Tell whether `profile` asks for the other direction and would not accept what `fix` writes."""
    requirement = profile.requires.get(control)
    if requirement is None or requirement.opens is (Risk.OPEN in fix.risks):
        return False
    return not meets(controls[control], requirement, fix.value)


def spoils(
    fix: Fix, target: Target, profile: Profile, rows: Sequence[Setting], controls: Mapping[str, Control]
) -> bool:
    """Tell whether `fix` takes from `profile` what it has now: one setting may decide several controls."""
    after = fix.row.put(target.document, target.kind, fix.value)
    paths = {fix.row.at(target.kind), *fix.row.also}
    for row in rows:
        requirement = profile.requires.get(row.control)
        if requirement is None or target.kind not in row.kinds or row.at(target.kind) not in paths:
            continue
        had, has = (_met(row, document, target.kind, controls, requirement) for document in (target.document, after))
        if had and not has:
            return True
    return False


def _met(
    row: Setting, document: Document, kind: str, controls: Mapping[str, Control], requirement: Requirement
) -> bool:
    """Tell whether a row is known to be as a requirement has it."""
    try:
        value = row.get(document, kind)
    except UnknownValueError:
        return False
    return value is not MISSING and meets(controls[row.control], requirement, value)
