"""The places and questions that an audit numbers, for whoever means one by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hardener.app.waivers import entry_of
from hardener.causes import Cause, causes
from hardener.errors import AskedError
from hardener.language import tr
from hardener.model import Finding, Status
from hardener.report.entries import Titles, titles_of
from hardener.report.words import for_people, many
from hardener.results import Report, Row
from hardener.waiver import Attestation, Either, Waiver

Scope = tuple[str, Mapping[str, object]]
"""A control, and the keys that say where an entry holds."""
MANY = 40
"""Entries that one command writes at most: more than anybody reviews."""


def cause_of(report: Report, number: int) -> Cause:
    """Return the place that an audit numbers `number`. Raises `AskedError` where there is none."""
    found = causes(report.rows(programs=True))
    if not 0 < number <= len(found):
        there = tr("there are {places}", places=many(len(found), "place")) if found else tr("there is nothing to close")
        raise AskedError(tr("no place {number}: {there}; see: hardener audit", number=number, there=there))
    return found[number - 1]


def waivers_for(report: Report, number: int, given: Mapping[str, object], day: date) -> list[Either]:
    """Return the waivers that accept what the place `number` leaves open in its programs, with the keys of `given`.

    Where these say no program, host or connection, there is one for each control and program. Raises `EntryError`,
    and `AskedError` where there is no such place, or that would be more than anybody reviews.
    """
    cause = cause_of(report, number)
    each = _scopes(report, ((one.finding.control, one.row) for one in cause.found))
    return _entries(Waiver, cause.controls, each, given, day)


def attestations_for(report: Report, number: int, given: Mapping[str, object], day: date) -> list[Either]:
    """Return the attestations that answer the question that `hardener audit --all` numbers `number`.

    Where `given` says no program, host or connection, there is one for each program that has it. Raises `EntryError`,
    and `AskedError` where there is no such question, or that would be more than anybody reviews.
    """
    asked = [control for control, _, _ in for_people(report.rows())]
    if not 0 < number <= len(asked):
        nothing = tr("there is nothing to look at by hand")
        there = tr("there are {questions}", questions=many(len(asked), "question")) if asked else nothing
        raise AskedError(tr("no question {number}: {there}; see: hardener audit --all", number=number, there=there))
    control = asked[number - 1]
    rows = [row for row in report.rows() if any(_open(found, control) for found in row.findings)]
    each = _scopes(report, ((control, row) for row in rows))
    if not each and not _somewhere(given):
        given = {**given, "connection": rows[0].connection}  # of the account itself
    return _entries(Attestation, [control], each, given, day)


def titles_in(report: Report) -> Titles:
    """Return what the programs of a report are called."""
    return titles_of((row.connection, row.title, row.program) for row in report.rows(programs=True))


def _scopes(report: Report, found: Iterable[tuple[str, Row]]) -> list[Scope]:
    """Return each control with its program once: by the id, and by the connection too where others have that id."""
    through: dict[str, set[str]] = {}
    for row in report.rows(programs=True):
        if row.program is not None:
            through.setdefault(row.program.id, set()).add(row.connection)
    each: dict[tuple[str, str, str | None], None] = {}
    for control, row in found:
        if row.program is not None:
            ident = row.program.id
            each[control, ident, row.connection if len(through[ident]) > 1 else None] = None
    return [(control, _where(ident, connection)) for control, ident, connection in each]


def _where(ident: str, connection: str | None) -> dict[str, str]:
    return {"program": ident, **({} if connection is None else {"connection": connection})}


def _open(found: Finding, control: str) -> bool:
    return found.control == control and found.status is Status.MANUAL


def _somewhere(given: Mapping[str, object]) -> bool:
    return any(given.get(key) is not None for key in ("program", "host", "connection"))


def _entries(
    model: type[Waiver | Attestation], controls: Iterable[str], each: Sequence[Scope],
    given: Mapping[str, object], day: date,
) -> list[Either]:  # fmt: skip
    """Return an entry for each control where somebody said where it holds, else for `each` control and program."""
    scopes: Sequence[Scope] = [(control, {}) for control in controls] if _somewhere(given) else each
    if len(scopes) > MANY:
        raise AskedError(
            tr(
                "that would be {count} entries, one for each control and program; say where it holds "
                "with --program, --host or --connection",
                count=len(scopes),
            )
        )
    return [entry_of(model, {**given, **scope, "control": control}, day) for control, scope in scopes]
