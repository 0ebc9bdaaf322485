"""What a look at one library comes to in the fleet's table: counts, and never what they are of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from hardener import redact
from hardener.audit import Audit
from hardener.findings import State
from hardener.fleet.work import Done, Task
from hardener.remedy.plan import Plan
from hardener.results import Report, Row

REVIEW = ("over ", "unmet ", "due ", "soon ", "unread ")
"""Beginnings of what an audit says of a review, by the notice's key."""
LINE = 160
"""Characters of what is told of a library besides its counts."""
_PERSON = re.compile(r"[\w.%+'-]*(?:@|%40)[\w.…-]*")
_CONNECT = re.compile(r"hardener connect\b( [\w-]+)?")


def line(text: str, task: Task) -> str:
    """Return what somebody else says of a library as it may stand in the table: without its folder or a person.

    A secret that is missing is never to be stored by a command: no library of a fleet has it from a keyring.
    """
    here = _CONNECT.sub("its credentials/ (docs/fleet.md)", text.replace(f"{task.folder}/", ""))
    return redact.line(_PERSON.sub("…", here), LINE)


def counted(task: Task, found: Audit, status: int, *, note: str = "") -> Done:
    """Return what a look came to."""
    report = found.report
    return Done(
        name=task.name,
        status=status,
        programs=report.programs,
        open=report.states[State.CLOSE_FIRST],
        unread=_unread(report),
        to_do=report.states[State.TO_FIX] + report.states[State.TOO_CLOSED],
        reviews_due=_reviews(report),
        why=line(_blind(report), task),
        note=line(note, task),
        accounts=_accounts(report),
    )


def planned(task: Task, found: Audit, made: Plan) -> Done:
    """Return what a plan came to: to do are the changes that it would make."""
    done = counted(task, found, 0 if found.report.complete else 3)
    return replace(done, to_do=made.changes, fingerprint=made.fingerprint)


def _unread(report: Report) -> int:
    """Return of how many programs, and other things, something could not be told: 0 only where all was."""
    rows = sum(row.unclear or _untold(row) for row in report.rows())
    lists = (bool(one.error) + len(one.unread) + max(0, one.listed - one.judged) for one in report.reaches)
    return rows + sum(lists)


def _untold(row: Row) -> bool:
    return row.program is not None and not row.apart and row.state is State.CANT_TELL


def _reviews(report: Report) -> int:
    """Return how many reviews have something due, however much of it."""
    files = {
        Path(key.rpartition(" ")[2]).name
        for key in (notice.key for notice in report.notices)
        if key.startswith(REVIEW) and "reviews/" in key
    }
    return len(files)


def _blind(report: Report) -> str:
    """Return why nothing at all could be looked at; empty where something was."""
    if report.programs or not report.platforms or not all(one.error for one in report.platforms):
        return ""
    return report.platforms[0].error


def _accounts(report: Report) -> tuple[str, ...]:
    """Return what tells whether two libraries have the same account, and nothing else of it."""
    keys = {one.account.key for one in report.platforms if one.account is not None and one.account.known}
    return tuple(sorted(hashlib.sha256(key.encode()).hexdigest()[:24] for key in keys))
