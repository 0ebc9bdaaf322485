"""What the two JSON reports have in common. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from hardener.findings import State
from hardener.model import Finding, Waived
from hardener.report import words
from hardener.report.safe import plain
from hardener.results import LastKnown, LastRead, Report, Row


def schema(name: str) -> Mapping[str, Any]:
    """Return the JSON Schema in the file `name`."""
    found: Mapping[str, Any] = json.loads(files("hardener.report").joinpath(name).read_text("utf-8"))
    return found


def head(report: Report, number: int) -> dict[str, Any]:
    """Return what is not about single programs; `number`: the version of the format."""
    return {
        "format": number,
        "hardener": report.version,
        "made": report.made.isoformat(),
        "library": plain(report.library),
        "window": {"start": report.start.isoformat(), "end": report.end.isoformat()},
        "complete": report.complete,
        "notices": [plain(notice.text) for notice in report.notices],
        "connections": _connections(report),
        "profiles": {
            n: {"title": plain(p.title), "version": p.version, "audience": p.audience}
            for n, p in sorted(report.profiles.items())
        },
        "counts": {
            "states": {state.value: count for state, count in sorted(report.states.items())},
            "apart": report.apart,
            "unclear": report.half + report.states[State.CANT_TELL],
            "named_by_no_rule": report.unnamed,
            "statuses": {status.value: count for status, count in sorted(report.statuses.items())},
            "failures": {severity.value: count for severity, count in sorted(report.failures.items())},
            "known": report.known,
        },
    }


def not_read(unread: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Return what could not be counted: of which connection, what, and why."""
    return [{"connection": name, "title": plain(title), "reason": plain(reason)} for name, title, reason in unread]


def _connections(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "name": r.connection,
            "vendor": r.vendor,
            "account": None if r.account is None else {"id": r.account.ident, "at": r.account.place},
            "complete": report.whole(r),
            "listed": r.listed,
            "judged": r.judged,
            "unread": [plain(u) for u in r.unread],
            "asides": [plain(said) for said in r.asides],
            "elsewhere": {plain(name): count for name, count in sorted(r.elsewhere.items())},
            "error": plain(r.error),
            "seconds": round(r.seconds, 3),
            "calls": dict(sorted(r.calls.items())),
            **({"last_known": list(map(_known, r.known))} if r.known else {}),
        }
        for r in sorted(report.reaches, key=lambda r: r.connection)
    ]


def _known(one: LastKnown) -> dict[str, Any]:
    """Return a program that was not looked at, as the last look that could had it."""
    return {
        "target": one.target,
        "id": one.id,
        "title": plain(one.title),
        "profile": one.profile,
        "start": one.start.isoformat() if one.start is not None else None,
        **({"last_read": _last(one.last)} if one.last is not None else {}),
    }


def _last(last: LastRead) -> dict[str, str]:
    return {"on": last.on.isoformat(), "state": last.state.value}


def about(row: Row) -> dict[str, Any]:
    """Return a row without its findings."""
    known: dict[str, Any] = {
        "connection": row.connection,
        "vendor": row.vendor,
        "target": row.target,
        "title": plain(row.title),
        "profile": row.profile,
    }
    program = row.program
    if program is None:
        return known
    return known | {
        "id": program.id,
        "kind": program.kind,
        "start": program.start.isoformat() if program.start else None,
        "minutes": program.minutes,
        "series": program.series,
        "occurrence": program.occurrence or None,
        "host": plain(program.host_name),
        "state": row.state.value,
        "door": row.door,
        "unread": plain(row.unread) or None,
        "named_by_rule": not row.unnamed,
        "apart": row.apart,
        **({"last_read": _last(row.last)} if row.last is not None else {}),
    }


def said(f: Finding) -> dict[str, Any]:
    """Return a finding without whose it is, and without what governs it."""
    return {
        "control": f.control,
        "status": f.status.value,
        "severity": f.severity.value,
        "expected": f.expected,
        "actual": f.actual,
        "sentence": f.sentence,
        "locked": f.locked,
        "raw": None if f.raw is None else plain(f.raw),
        "note": plain(words.note(f)),
        **words.reason(f.reason),
        "by_hand": f.by_hand,
        "fixable": f.fixable,
        "needs": [risk.value for risk in f.needs],
        "too_closed": f.too_closed,
        "waiver": _waiver(f.waiver) if f.waiver is not None else None,
    }


def _waiver(waived: Waived) -> dict[str, Any]:
    return {
        "kind": waived.kind,
        "by": plain(waived.by),
        "on": waived.on.isoformat() if waived.on is not None else None,
        "until": waived.until.isoformat(),
        "reason": plain(waived.reason),
        "holds": not waived.lapsed,
    }
