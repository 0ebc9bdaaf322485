"""What a look at one library comes to in the fleet's table: counts, and never what they are of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from hardener import redact
from hardener.audit import Audit
from hardener.errors import AskedError, HardenerError
from hardener.findings import State
from hardener.fleet.work import Done, Task
from hardener.remedy.plan import Plan
from hardener.results import Report, Row
from hardener.whose import Whose

REVIEW = ("over ", "unmet ", "due ", "soon ", "unread ")
"""Beginnings of what an audit says of a review, by the notice's key."""
NOTHING: Mapping[str, str] = MappingProxyType({})
LINE = 160
"""Characters of what is told of a library besides its counts."""
_PERSON = re.compile(r"[\w.%+'-]*(?:@|%40)[\w.…-]*")
_QUOTED = re.compile(r"(?<!\w)(?:'[^']*'|\"[^\"]*\")(?!\w)")
_CONNECT = re.compile(r"hardener connect\b( [\w-]+)?")


def line(text: str, task: Task) -> str:
    """Return what somebody else says of a library as it may stand in the table: without its folder or a person.

    A secret that is missing is never to be stored by a command: no library of a fleet has it from a keyring.
    """
    here = _CONNECT.sub("its credentials/ (docs/fleet.md)", text.replace(f"{task.folder}/", ""))
    return redact.line(_PERSON.sub("…", here), LINE)


def said(error: HardenerError, task: Task) -> str:
    """Return why a library could not be looked at, on one line: never with a person, or what stood in quotes.

    What is quoted may be a program's title; who looks at the library alone is told the whole of it.
    """
    return line(_QUOTED.sub("…", str(error)) if isinstance(error, AskedError) else str(error), task)


def counted(
    task: Task, found: Audit, status: int, *, supposed: Mapping[str, str] = NOTHING, notes: Sequence[str] = ()
) -> Done:
    """Return what a look came to; `supposed`: the account of each connection when that could be told last."""
    report = found.report
    return Done(
        name=task.name,
        status=status,
        programs=report.programs,
        open=report.states[State.CLOSE_FIRST],
        unread=sum(map(unread, report.rows())) + lists(report),
        to_do=report.states[State.TO_FIX] + report.states[State.TOO_CLOSED],
        reviews_due=reviews(report),
        why=line(blind(report), task),
        note=line("; ".join(filter(None, notes)), task),
        accounts=accounts(report, supposed),
    )


def planned(task: Task, found: Audit, made: Plan, supposed: Mapping[str, str]) -> Done:
    """Return what a plan came to: to do are the changes that it would make."""
    done = counted(task, found, 0 if found.report.complete else 3, supposed=supposed)
    return replace(done, to_do=made.changes, fingerprint=made.fingerprint)


def unread(row: Row) -> bool:
    """Tell whether something of a program, or of another thing, could not be told."""
    return row.unclear or (row.program is not None and not row.apart and row.state is State.CANT_TELL)


def lists(report: Report) -> int:
    """Return how much else could not be told, which programs there are say: 0 only where all was."""
    return sum(bool(one.error) + len(one.unread) + max(0, one.listed - one.judged) for one in report.reaches)


def reviews(report: Report) -> int:
    """Return how many reviews have something due, however much of it."""
    files = {
        Path(key.rpartition(" ")[2]).name
        for key in (notice.key for notice in report.notices)
        if key.startswith(REVIEW) and "reviews/" in key
    }
    return len(files)


def blind(report: Report) -> str:
    """Return why nothing at all could be looked at; empty where something was."""
    if report.programs or not report.platforms or not all(one.error for one in report.platforms):
        return ""
    return report.platforms[0].error


def accounts(report: Report, supposed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what tells whether two libraries have the same account, and nothing else of it.

    Of a connection that could not say whose it is, that is the account that it is `supposed` to have.
    """
    seen = {
        one.connection: one.account.key for one in report.platforms if one.account is not None and one.account.known
    }
    return hashed({**supposed, **seen}.values())


def hashed(keys: Iterable[str]) -> tuple[str, ...]:
    """Return what stands for accounts, of those that are known."""
    known = {key for key in keys if Whose.of(key).known}
    return tuple(sorted(hashlib.sha256(key.encode()).hexdigest()[:24] for key in known))
