"""Make the tasks of a fleet, and hold what came of them against each other: one answer a library, whatever happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hardener.fleet.folder import Found, in_common
from hardener.fleet.work import Done, Engine, Task
from hardener.language import tr

FEW = 3
"""Other libraries with the same account that are named."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The libraries of a folder, and how they are worked through."""

    found: Sequence[Found]
    engine: Engine
    workers: int
    """Libraries at the same time, at most."""
    store: str = ""
    reports: Path | None = None
    """The folder in which each library has one for its report."""
    language: str = ""

    def tasks(self, verb: str, options: Mapping[str, Sequence[str]] | Sequence[str]) -> list[Task]:
        """Return a task for each library that `options` names, or for each that can be looked at."""
        each = options if isinstance(options, Mapping) else {one.name: options for one in self.found}
        apps = in_common(self.found)
        return [
            Task(
                name=one.name,
                folder=one.folder,
                verb=verb,
                options=tuple(each[one.name]),
                store=self.store,
                reports=None if self.reports is None else self.reports / one.folder.name,
                language=self.language,
                apps=apps[one.name],
                at_once=self.workers,
            )
            for one in self.found
            if not one.problem and one.name in each
        ]

    def done(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what came of each task, one for each, whatever the engine says."""
        left = {task.name: task for task in tasks}
        for done in self.engine(tasks):
            if left.pop(done.name, None) is not None:
                yield done
        for name, task in left.items():
            status = 4 if task.verb == "apply" else 3
            yield Done(name=name, status=status, why=tr("nothing was heard of it"))

    def problems(self) -> list[Done]:
        """Return what is to be told of folders that are not looked at."""
        return [Done(name=one.name, status=2, why=one.problem) for one in self.found if one.problem]


def same_account(done: Sequence[Done]) -> dict[str, str]:
    """Return by library with which others it has an account in common, a few of them by name."""
    holders: dict[str, list[str]] = {}
    for one in done:
        for account in one.accounts:
            holders.setdefault(account, []).append(one.name)
    return {name: _others(names, name) for names in holders.values() if len(names) > 1 for name in names}


def _others(names: Sequence[str], but: str) -> str:
    named = [name for name in names[: FEW + 1] if name != but][:FEW]
    more = len(names) - 1 - len(named)
    return ", ".join([*named, *([tr("{count} more", count=more)] if more else [])])


def noted(done: Sequence[Done]) -> list[Done]:
    """Return all, with a note at those that have an account in common: each program of it counts twice."""
    same = same_account(done)
    return [
        replace(one, note=_also(one.note, tr("it has the same account as {others}", others=same[one.name])))
        if one.name in same
        else one
        for one in done
    ]


def _also(note: str, more: str) -> str:
    return f"{more}; {note}" if note else more


def agreed(done: Sequence[Done], words: Sequence[str]) -> dict[str, list[str]]:
    """Return by library the words of its apply: of those for which something is planned, and that can be written to.

    Where two have the same account neither is written to: what one closes, the other may open.
    """
    same = same_account(done)
    return {
        one.name: [*words, "--expect", one.fingerprint]
        for one in done
        if one.to_do and one.fingerprint and not one.why and one.name not in same
    }


def held_back(done: Sequence[Done]) -> list[Done]:
    """Return what came of those for which something was planned, and to which nobody writes."""
    same = same_account(done)
    return [
        Done(name=one.name, status=2, why=tr("it has the same account as {others}", others=same[one.name]))
        for one in done
        if one.to_do and one.name in same
    ]
