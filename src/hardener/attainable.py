"""What no setting of a platform reaches: how closed a kind of program can be made there at most. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hardener.catalog import Control
from hardener.fixes import within_reach
from hardener.profile import Profile, Requirement
from hardener.setting import FixedByVendor, ManualOnly, Setting

ABOVE = frozenset({"account", "group", "host"})
"""Kinds of target that are no programs at any vendor; whatever a row governs from is none either."""


def kinds_of(settings: Sequence[Setting]) -> list[str]:
    """Return the kinds of program that a table tells of."""
    found = dict.fromkeys(kind for row in settings for kind in (*row.kinds, *row.governs))
    above = ABOVE.union(*(row.kinds for row in settings if row.governs))
    return [kind for kind in found if kind not in above]


def to_look_at(profile: Profile, settings: Sequence[Setting]) -> tuple[str, ...] | None:
    """Return the controls of `profile` that a person looks at on a platform without an API; None where it has one."""
    if any(row.kinds and not isinstance(row, ManualOnly | FixedByVendor) for row in settings):
        return None
    known = {row.control for row in settings if not isinstance(row, ManualOnly)}
    return tuple(control for control in profile.requires if control not in known)


def out_of_reach(
    profile: Profile, settings: Sequence[Setting], controls: Mapping[str, Control], kind: str
) -> tuple[str, ...]:
    """Return the controls of `profile` that neither the API nor a person can set as it asks, on programs of `kind`.

    What the vendor does not show at all is none of them: a person can look, and may find that it is met.
    """
    rows: dict[str, list[Setting]] = {}
    for row in settings:
        if kind in (*row.kinds, *row.governs) and not row.default_for_new and not isinstance(row, ManualOnly):
            rows.setdefault(row.control, []).append(row)
    asked = profile.requires.items()
    return tuple(c for c, wanted in asked if c in rows and not _reached(rows[c], controls[c], wanted))


def _reached(rows: Sequence[Setting], control: Control, wanted: Requirement) -> bool:
    """Tell whether rows can come to an accepted value: that of the most open, but no more open than any gate."""
    gates = [within_reach(row, control, wanted) for row in rows if row.gate]
    parts = [within_reach(row, control, wanted) for row in rows if not row.gate]
    if wanted.opens:
        return all(gates) and (any(parts) or not parts)
    return any(gates) or (bool(parts) and all(parts))
