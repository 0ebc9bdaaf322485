"""JSON, for programs: versioned, with a published schema, the same bytes for the same findings. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from hardener.model import Finding, Waived
from hardener.report import words
from hardener.report.model import FORMAT, Report, Row, State
from hardener.report.safe import plain


def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the report."""
    found: Mapping[str, Any] = json.loads(files("hardener.report").joinpath("report.schema.json").read_text("utf-8"))
    return found


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece; it always holds every detail."""
    head = json.dumps(_head(report), indent=2)
    yield head.removesuffix("\n}")
    told: dict[int, tuple[str, bool]] = {}
    for name, programs in (("programs", True), ("targets", False)):
        yield f',\n  "{name}": ['
        comma = ""
        for row in report.rows(programs=programs):
            yield f"{comma}\n    {_row(row, told)}"
            comma = ","
        yield "\n  ]" if comma else "]"
    yield "\n}\n"


def _head(report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "hardener": report.version,
        "made": report.made.isoformat(),
        "library": plain(report.library),
        "window": {"start": report.start.isoformat(), "end": report.end.isoformat()},
        "complete": report.complete,
        "notices": [plain(notice.text) for notice in report.notices],
        "connections": [
            {
                "name": r.connection,
                "vendor": r.vendor,
                "account": None if r.account is None else {"id": r.account.ident, "at": r.account.place},
                "complete": report.whole(r),
                "listed": r.listed,
                "judged": r.judged,
                "unread": [plain(u) for u in r.unread],
                "elsewhere": {plain(name): count for name, count in sorted(r.elsewhere.items())},
                "error": plain(r.error),
                "seconds": round(r.seconds, 3),
                "calls": dict(sorted(r.calls.items())),
            }
            for r in sorted(report.reaches, key=lambda r: r.connection)
        ],
        "profiles": {
            n: {"title": plain(p.title), "version": p.version, "audience": p.audience}
            for n, p in sorted(report.profiles.items())
        },
        "counts": {
            "states": {state.value: count for state, count in sorted(report.states.items())},
            "unclear": report.half + report.states[State.CANT_TELL],
            "named_by_no_rule": report.unnamed,
            "statuses": {status.value: count for status, count in sorted(report.statuses.items())},
            "failures": {severity.value: count for severity, count in sorted(report.failures.items())},
            "known": report.known,
        },
    }


def _row(row: Row, told: dict[int, tuple[str, bool]]) -> str:
    """Return one row; `told` remembers the text of findings that many rows have in common, by identity."""
    known: dict[str, Any] = {
        "connection": row.connection,
        "vendor": row.vendor,
        "target": row.target,
        "title": plain(row.title),
        "profile": row.profile,
    }
    program = row.program
    if program is not None:
        known |= {
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
        }
    start = known.get("start")
    whose = {"connection": row.connection, "program": known.get("id"), "title": known["title"], "next_start": start}
    opening = json.dumps(whose)[:-1]
    itself = json.dumps({"target": row.target, "title": known["title"]})[1:]
    texts = [told.get(id(f)) or told.setdefault(id(f), _finding(f)) for f in row.common]
    texts += [_finding(f) for f in row.own]
    findings = ", ".join(f"{opening}, {text}{itself}}}" if own else f"{opening}, {text}" for text, own in texts)
    return f'{json.dumps(known)[:-1]}, "findings": [{findings}]}}'


def _finding(f: Finding) -> tuple[str, bool]:
    """Return what a finding says, without whose it is, and whether the end is to name the judged target itself."""
    above = {"setting": f.setting, "target": f.governing, "title": plain(f.governing_title)} if f.governing else None
    text = json.dumps(_fields(f) | {"governing": above})[1:]
    if f.governing != "":
        return text, False
    return text.removesuffix("null}") + json.dumps({"setting": f.setting})[:-1] + ", ", True


def _fields(f: Finding) -> dict[str, Any]:
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
