"""Many libraries in one table: the counts of the whole, then a line a library, worst first. Pure.

It has counts and the names of libraries: never a program's title, a link or a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from hardener.language import ntr, tr
from hardener.report.folded import folded
from hardener.report.safe import terminal

LINES, LEAST = 24, 60
"""Lines of a screen; the narrowest that is written for."""
NUMBER = 9
"""Columns of a number, at least; more where its heading is wider."""
MOST, WIDEST = 200, 48
"""Characters of why, and of a name."""
APPLY, PLAN = "apply", "plan"


class Counts(Protocol):
    """What came of one library."""

    @property
    def name(self) -> str:
        """Return the library's name."""
        ...

    @property
    def status(self) -> int:
        """Return the exit status of its own command."""
        ...

    @property
    def programs(self) -> int:
        """Return how many there are."""
        ...

    @property
    def open(self) -> int:
        """Return how many programs are open to strangers."""
        ...

    @property
    def unread(self) -> int:
        """Return how many programs, and other things, could not be looked at."""
        ...

    @property
    def to_do(self) -> int:
        """Return how much is to be done: programs, of a plan changes, of an apply changes that were not made."""
        ...

    @property
    def reviews_due(self) -> int:
        """Return how many reviews of platforms are due."""
        ...

    @property
    def changed(self) -> int:
        """Return how many changes were made."""
        ...

    @property
    def why(self) -> str:
        """Return why it could not be looked at; empty where it was."""
        ...

    @property
    def note(self) -> str:
        """Return what should be known besides."""
        ...


@dataclass(frozen=True)
class Column:
    """One number of each library."""

    key: str
    """In data, and of `Counts`."""
    heading: str

    def of(self, one: Counts) -> int:
        """Return the number of one library."""
        found: int = getattr(one, self.key)
        return found

    @property
    def width(self) -> int:
        """Return how many columns of a screen it takes."""
        return max(NUMBER, len(self.heading) + 2)


def columns(verb: str) -> tuple[Column, ...]:
    """Return the columns beside the name, in the reader's language."""
    if verb == APPLY:
        return Column("changed", tr("changed")), Column("to_do", tr("not changed"))
    due = tr("changes") if verb == PLAN else tr("to do")
    return (
        Column("programs", tr("programs")),
        Column("open", tr("open")),
        Column("unread", tr("unread")),
        Column("to_do", due),
        Column("reviews_due", tr("reviews")),
    )


def worst_first(found: Iterable[Counts]) -> list[Counts]:
    """Return all in the order in which somebody should look at them."""
    return sorted(
        found,
        key=lambda one: (
            -one.open,
            not one.why,
            -one.unread,
            not one.note,
            -one.to_do,
            -one.reviews_due,
            one.name.casefold(),
        ),
    )


def summed(found: Sequence[Counts], verb: str) -> str:
    """Return the counts of the whole in a few sentences."""
    seen = [one for one in found if not one.why]
    said = [ntr("{count} library.", "{count} libraries.", len(found))]
    if blind := len(found) - len(seen):
        said.append(_failed(blind, verb))
    if seen:
        said += _applied(seen) if verb == APPLY else _looked(seen, verb, blind=bool(blind))
    return " ".join(said)


def _failed(number: int, verb: str) -> str:
    if verb == APPLY:
        return ntr("In {count} something went wrong.", "In {count} something went wrong.", number)
    return ntr("{count} could not be looked at.", "{count} could not be looked at.", number)


def _looked(found: Sequence[Counts], verb: str, *, blind: bool) -> Iterator[str]:
    programs, strangers = sum(one.programs for one in found), sum(one.open for one in found)
    yield ntr("{count} program is coming up.", "{count} programs are coming up.", programs)
    where = sum(bool(one.open) for one in found)
    if strangers:
        told = ntr("{count} program is open to strangers", "{count} programs are open to strangers", strangers)
        yield ntr("{programs}, in {count} library.", "{programs}, in {count} libraries.", where, programs=told)
    elif not blind and not any(one.unread for one in found):
        yield tr("None is open to strangers.")
    else:
        yield tr("None that could be read is open to strangers.")
    if unread := sum(one.unread for one in found):
        yield ntr("{count} thing in them could not be read.", "{count} things in them could not be read.", unread)
    if verb == PLAN:
        yield ntr("{count} change is planned.", "{count} changes are planned.", sum(one.to_do for one in found))
    if due := sum(one.reviews_due for one in found):
        yield ntr("{count} review of a platform is due.", "{count} reviews of platforms are due.", due)


def _applied(found: Sequence[Counts]) -> Iterator[str]:
    yield ntr(
        "{count} change was made and read back.",
        "{count} changes were made and read back.",
        sum(one.changed for one in found),
    )
    if left := sum(one.to_do for one in found):
        yield ntr("{count} was not made.", "{count} were not made.", left)


def render(found: Sequence[Counts], verb: str, onward: str, *, every: bool = False, width: int = 80) -> Iterator[str]:
    """Yield the table's lines: what to do next, if anything; `every` library, or those that a screen has room for."""
    width = max(LEAST, width)
    head = folded(summed(found, verb), width)
    lines = [_line(one, verb, width) for one in worst_first(found)]
    shown = lines if every else list(_fitting(lines, LINES - head.count("\n") - 5))
    yield head
    yield f"\n{_heading(verb, width)}"
    yield from shown
    if more := len(lines) - len(shown):
        yield ntr("… and {count} more: --all\n", "… and {count} more: --all\n", more)
    if onward:
        yield f"\n{onward}\n"


def _fitting(lines: Sequence[str], room: int) -> Iterator[str]:
    """Yield as many as there is room for, and one at least."""
    for number, line in enumerate(lines):
        room -= line.count("\n")
        if room < 0 and number:
            return
        yield line


def _heading(verb: str, width: int) -> str:
    name = _name_width(verb, width)
    return f"{tr('library'):<{name}}{''.join(f'{each.heading:>{each.width}}' for each in columns(verb))}\n"


def _line(one: Counts, verb: str, width: int) -> str:
    name = _name_width(verb, width)
    if one.why:
        return folded(f"{terminal(one.name)}: {terminal(failed(one, verb), MOST)}", width)
    lead = f"{terminal(one.name, name - 1):<{name}}"
    numbers = "".join(f"{each.of(one):>{each.width}}" for each in columns(verb))
    note = folded(terminal(one.note, MOST), width, "  ") if one.note else ""
    return f"{lead}{numbers}\n{note}"


def failed(one: Counts, verb: str) -> str:
    """Say why a library could not be looked at; of an apply, what went wrong in it: some of it may be made."""
    if verb == APPLY:
        return tr("something went wrong: {why}", why=one.why)
    return tr("could not look: {why}", why=one.why)


def _name_width(verb: str, width: int) -> int:
    return min(WIDEST, max(20, width - sum(each.width for each in columns(verb))))
