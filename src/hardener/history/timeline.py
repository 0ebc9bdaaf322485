"""The looks at one program, by when they ended: a year of them is asked for many moments. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any


class Timeline:
    """The looks at one program, each a row of `judged`."""

    def __init__(self, looks: Sequence[Any]) -> None:
        """Take the looks in the order in which they ended."""
        self.looks = looks
        self._ends = [look.ended for look in looks]
        self._named = {look.start: ended for look, ended in zip(looks, self._ends, strict=True) if look.start}

    @property
    def starts(self) -> Sequence[datetime]:
        """Every start that a look named, soonest first."""
        return sorted(self._named)

    def at(self, moment: datetime) -> Any:  # noqa: ANN401 - a row of `judged`
        """Return the last look that had ended by a moment; None where there is none."""
        count = bisect_right(self._ends, moment)
        return self.looks[count - 1] if count else None

    def named_after(self, start: datetime) -> bool:
        """Tell whether a look that ended after a start still had it."""
        return bool(self._named[start] > start)
