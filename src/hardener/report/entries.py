"""What was written into waivers.yaml, by the names that people see. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hardener.catalog import catalogue
from hardener.language import tr
from hardener.model import Program
from hardener.pattern import fits
from hardener.report import retell
from hardener.report.folded import folded
from hardener.report.safe import terminal
from hardener.waive import NOTED
from hardener.waiver import Either

Titles = Mapping[str, Mapping[str, str]]
"""What programs are called: by their platform's id, and by the connection that they were seen through."""
_PARTS = re.compile(r'[:;,"×]|\bx\d')  # noqa: RUF001 - the sign that stands before a count
"""What parts an answer, and so may not stand in a title as it is."""


def titles_of(seen: Iterable[tuple[str, str, Program | None]]) -> Titles:
    """Return what programs are called, by each one's connection and title; what is no program is left out."""
    known: dict[str, dict[str, str]] = {}
    for connection, title, program in seen:
        if program is not None:
            known.setdefault(program.id, {})[connection] = title
    return known


def named(ident: str) -> str:
    """Return what a control is called; a pattern for several as it is."""
    return retell.control(ident).title if ident in catalogue() else ident


def place(entry: Either, titles: Titles) -> str:
    """Say where an entry holds; a program that it names by its id is called by its title, where it has but one."""
    known = titles.get(entry.program or "", {})
    meant = {terminal(title) for connection, title in known.items() if fits(entry.connection, connection)}
    if len(meant) != 1:
        return retell.where(entry.where)
    title = _quoted(meant.pop())
    if entry.host is None and entry.connection is None:
        return title
    return retell.where(entry.model_copy(update={"program": title}).where)


def _quoted(title: str) -> str:
    """Return a title so that nothing in it can be taken for a part of the answer that it stands in."""
    inner = title.replace('"', "'")
    return f'"{inner}"' if _PARTS.search(title) else title


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
        name = terminal(place(entry, titles), 300)
        where.setdefault(name, set()).add(entry.where)
        what.setdefault(name, {})[named(entry.control)] = None
    names = {name: f"{name} ×{len(each)}" if len(each) > 1 else name for name, each in where.items()}  # noqa: RUF001
    controls = dict.fromkeys(control for each in what.values() for control in each)
    if len(controls) == 1:
        yield f"{next(iter(controls))}: {'; '.join(names.values())}"
        return
    for name, each in what.items():
        yield f"{names[name]}: {', '.join(each)}"
