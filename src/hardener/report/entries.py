"""What was written into waivers.yaml, by the names that people see. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hardener.catalog import catalogue
from hardener.language import tr
from hardener.report import retell
from hardener.report.folded import folded
from hardener.report.safe import terminal
from hardener.waive import NOTED
from hardener.waiver import Either

Titles = Mapping[str, str]
"""What programs are called, by the ids that their platform gives them."""


def named(ident: str) -> str:
    """Return what a control is called; a pattern for several as it is."""
    return retell.control(ident).title if ident in catalogue() else ident


def place(entry: Either, titles: Titles) -> str:
    """Say where an entry holds; a program that it names by its id is called by its title."""
    title = titles.get(entry.program or "")
    if title is None:
        return retell.where(entry.where)
    if entry.host is None and entry.connection is None:
        return title
    return retell.where(entry.model_copy(update={"program": title}).where)


def told(path: str, entries: Sequence[Either], titles: Titles, width: int, *, new: bool) -> Iterator[str]:
    """Yield lines on entries of one command: written into `path`, or there already."""
    first, *more = entries
    said = retell.retold(first.said)
    if not more:
        said = tr(NOTED, control=f"{named(first.control)} ({first.control})", where=place(first, titles), word=said)
    said = terminal(said, 300)
    if new:
        yield tr("wrote {path}: {entry}. Now commit it.", path=path, entry=said) + "\n"
    else:
        yield tr("{path} says so already and was left as it was: {entry}", path=path, entry=said) + "\n"
    if more:
        yield from (folded(line, width, "  ", "    ") for line in _by_name(entries, titles))


def _by_name(entries: Sequence[Either], titles: Titles) -> Iterator[str]:
    """Yield each program with its controls; where all are of one control, that one with its programs."""
    where: dict[str, set[str]] = {}
    what: dict[str, dict[str, None]] = {}
    for entry in entries:
        name = terminal(place(entry, titles))
        where.setdefault(name, set()).add(entry.where)
        what.setdefault(name, {})[named(entry.control)] = None
    names = {name: f"{name} ×{len(each)}" if len(each) > 1 else name for name, each in where.items()}  # noqa: RUF001
    controls = dict.fromkeys(control for each in what.values() for control in each)
    if len(controls) == 1:
        yield f"{next(iter(controls))}: {'; '.join(names.values())}"
        return
    for name, each in what.items():
        yield f"{names[name]}: {', '.join(each)}"
