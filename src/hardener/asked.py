"""What a run asks about: a part of programs that no profile in use needs is not read, and never judged. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hardener.language import marked
from hardener.profile import Profile
from hardener.setting import Setting

DOOR = "door."
"""Of controls that are looked at for every program: who can get in decides how bad a finding is."""
NOT_ASKED = marked("{part} were not asked for, as no profile in use needs them")
WORDS = (marked("sign-up forms"), marked("live streams"), marked("recordings"), marked("co-hosts"))
"""What adapters call such parts."""


def controls_of(profiles: Iterable[Profile]) -> frozenset[str]:
    """Return the controls that these profiles say something about."""
    return frozenset(control for profile in profiles for control in profile.requires)


def parts_of(settings: Iterable[Setting], controls: frozenset[str]) -> frozenset[str]:
    """Return the parts of documents on which anything depends that is said of these controls, or of a door."""
    rows = [row for row in settings if row.control in controls or row.control.startswith(DOOR)]
    return frozenset(path.partition(".")[0] for row in rows for path in _paths(row))


def left_out(parts: Mapping[str, str], asked: frozenset[str]) -> Iterator[str]:
    """Yield, for a report, which of these parts are not `asked` about; their words are those of the adapter."""
    for name, words in parts.items():
        if name not in asked:
            yield NOT_ASKED.format(part=words)


def _paths(row: Setting) -> Iterator[str]:
    """Yield every path that a row looks at, or that is written with it."""
    for kind in (*row.kinds, *row.governs):
        yield from (row.at(kind), *row.looks_at(kind), *row.locks_at(kind))
    yield from filter(None, (row.lock, row.follows, row.unless[0] if row.unless else "", *row.also))
