"""What of a program one control hangs on, beside the values of its rows; a judge is shown no more of it. Pure.

So what is judged of one program holds for another that has only that in common. Whatever is left out here by mistake is
not seen at all, and no program gets another's verdict by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from hardener.layers import Above, kind_of
from hardener.model import Target
from hardener.path import vendor_path
from hardener.setting import Setting


class Narrow:
    """Of one control, for one kind of program: which layers, unread parts and unavailable paths it hangs on."""

    def __init__(self, rows: Iterable[Setting], kind: str) -> None:
        """Take the rows that have a say in it."""
        self._rows = tuple(row for row in rows if not row.default_for_new and kind in (*row.kinds, *row.governs))
        own = [row for row in self._rows if kind in row.kinds]
        self._governed = any(kind in row.governs for row in self._rows)
        paths = {*(row.at(kind) for row in own), *(row.unless[0] for row in self._rows if row.unless is not None)}
        self._unread = paths | {path.split(".", 1)[0] for path in paths}
        self._unavailable = {vendor_path(row.at(kind)) for row in own}
        self._locking: dict[str, bool] = {}
        """By kind of target: whether it may lock any of them."""

    def of(self, target: Target) -> Target:
        """Return a program that has nothing else: itself, where it has nothing else."""
        above = self._above(target.above)
        unread, unavailable = _some(target.unread, self._unread), _some(target.unavailable, self._unavailable)
        if (above, unread, unavailable) == (target.above, target.unread, target.unavailable):
            return target
        return replace(target, above=above, unread=unread, unavailable=unavailable)

    def _above(self, above: Above) -> Above:
        """Return the layers whose values may be in force; where none may, those that may lock its own."""
        if self._governed:
            return above
        found = (tuple(ident for ident in layer if self._locks(kind_of(ident))) for layer in above)
        return tuple(filter(None, found))

    def _locks(self, kind: str) -> bool:
        if kind not in self._locking:
            self._locking[kind] = any(row.locks_at(kind) for row in self._rows)
        return self._locking[kind]


def key_of(target: Target, layers: int) -> Hashable:
    """Return what tells a narrowed program from others whose rows have the same values; `layers`: their number."""
    return target.program is not None, layers, tuple(target.unread.items()), tuple(target.unavailable.items())


def _some(said: Mapping[str, str], keys: set[str]) -> dict[str, str]:
    return {key: why for key, why in said.items() if key in keys}
