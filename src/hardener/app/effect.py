"""Refuse somebody's word that would have no effect: the last look had nothing that it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from hardener.app.accounts import mine
from hardener.app.surroundings import Surroundings
from hardener.catalog import of_benchmark
from hardener.errors import AskedError
from hardener.history.last_look import READ, Found, Judged, last_look
from hardener.language import tr
from hardener.model import Finding, Unreadable
from hardener.report.entries import Titles, titles_of
from hardener.report.retell import where
from hardener.results import Report
from hardener.store import StoreError
from hardener.waiver import Attestation, Either


def refuse_without_effect(context: Surroundings, entry: Either) -> None:
    """Raise `AskedError` where `entry` fits nothing that was read, or attests what is read anyway.

    Without a look that is kept nobody can tell, and nothing is refused; nor can anybody tell of a benchmark, which
    is looked at only on request. A host is not kept with its programs, so what a word says of hosts is not held
    against the look.
    """
    judged = _judged(context, entry)
    anywhere = entry.model_copy(update={"host": None})
    if judged:
        _refuse(entry, [each for each in judged if anywhere.meets(each.connection, each.target)])


def titles(context: Surroundings) -> Titles:
    """Return what the programs of the last look are called; nothing where no look is kept."""
    return titles_of((each.connection, each.target.title, each.target.program) for each in _seen(context, []))


def refuse_beside(report: Report, entry: Either) -> None:
    """Raise `AskedError` where `entry` fits nothing of a report, or attests what was read for it anyway."""
    idents = {control.id for control in entry.controls}
    _refuse(entry, [each for each in _told(report, idents) if entry.meets(each.connection, each.target)])


def _told(report: Report, idents: Collection[str]) -> Iterator[Judged]:
    for row in report.rows():
        kind = row.target.partition("/")[0]
        target = Unreadable(id=row.target, kind=kind, title=row.title, reason="", program=row.program)
        each = {f.control: Found(f.status, attested=_by_hand(f)) for f in row.findings if f.control in idents}
        yield Judged(row.connection, target, each)


def _by_hand(found: Finding) -> bool:
    return found.waiver is not None and found.waiver.kind == "attestation" and not found.waiver.lapsed


def _refuse(entry: Either, meant: Sequence[Judged]) -> None:
    if not meant:
        raise AskedError(
            tr(
                "nothing that was read at the last look fits {where}, so this would have no effect; see the titles "
                "with hardener audit --all, or write it into waivers.yaml for programs to come",
                where=where(entry.where),
            )
        )
    found = [finding for each in meant for finding in each.findings.values()]
    if not found and not any(of_benchmark(control.id) for control in entry.controls):
        said = tr(
            "no profile of {where} asks for {control}, so this would have no effect",
            where=where(entry.where),
            control=entry.control,
        )
        raise AskedError(said)
    if isinstance(entry, Attestation) and found and all(map(_is_read, found)):
        raise AskedError(
            tr(
                "{control} is read from the platform for {where}, so nobody's word is needed; "
                "where it fails, change it (hardener fix, hardener plan), or accept it: hardener waive",
                control=entry.control,
                where=where(entry.where),
            )
        )


def _is_read(found: Found) -> bool:
    return found.status in READ and not found.attested


def _judged(context: Surroundings, entry: Either) -> Sequence[Judged]:
    return _seen(context, [control.id for control in entry.controls])


def _seen(context: Surroundings, controls: Collection[str]) -> Sequence[Judged]:
    if not context.has_store:
        return []
    try:
        with context.store() as store:
            accounts = set(mine(context, store).values())
            return last_look(store, accounts, controls)
    except StoreError:
        return []
