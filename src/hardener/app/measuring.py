"""What a review is answered with by hardener itself: the newest look that is kept, or a fresh one; and the adapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from hardener import __version__
from hardener.adapter import installed, load
from hardener.app.accounts import mine
from hardener.app.audit_run import AuditRun
from hardener.app.platforms import reach_of
from hardener.app.surroundings import Surroundings
from hardener.catalog import catalogue
from hardener.errors import AskedError
from hardener.history.platform_look import platform_look
from hardener.results import Report
from hardener.review.measured import Seen, closable, controls, measured, unread
from hardener.review.question import questions
from hardener.review.record import Answer, Review
from hardener.setting import Setting
from hardener.waive import day_in

CLOSABLE = {"enforced", "by design", "read only", "not there"}
"""Words of the platforms' table for what can be closed: by hardener, by itself, by a person; or it is not there."""
LEFT_OPEN = {"default only", "advisory"}
"""For what nobody closes for good in a program; of all else a person has to say."""


class Looked(NamedTuple):
    """What there is to answer with."""

    answers: Sequence[Answer]
    on: date | None
    """The day of the look; None where there was none, and only the adapter's table is known."""


def connections_of(context: Surroundings, key: str) -> list[str]:
    """Return the connections of a platform; none without a configuration."""
    if not context.config_path.exists():
        return []
    return [name for name, connection in context.config.connections.items() if connection.vendor == key]


def looked(context: Surroundings, key: str, *, fresh: bool) -> Looked:
    """Return what the newest look that is kept says of a platform, or a `fresh` one. Raises `HardenerError`."""
    names = connections_of(context, key)
    if fresh and not names:
        raise AskedError(f"{context.config_path} has no connection to {key}, so there is nothing to look at")
    found = _fresh(context, names) if fresh else _kept(context, names)
    on = day_in(context.zone, found[0]) if found is not None else None
    answers = [*(measured(found[1], on) if found is not None and on is not None else ()), *_by_table(context, key)]
    return Looked(answers, on)


def new(review: Review, found: Sequence[Answer]) -> list[Answer]:
    """Return those of `found` that go into a review: where no person answered, and what is newer than what is there."""
    current = review.current
    return [
        answer
        for answer in found
        if answer.question not in current
        or (current[answer.question].measured and _newer(answer, current[answer.question]))
    ]


def contradicted(review: Review, found: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """Yield a person's answer and the look's, where they are not the same; the person's stays."""
    current = review.current
    for answer in found:
        known = current.get(answer.question)
        if known is not None and not known.measured and known.value != answer.value:
            yield known, answer


def _newer(answer: Answer, known: Answer) -> bool:
    return answer.on >= known.on and answer != known


def _kept(context: Surroundings, names: Sequence[str]) -> tuple[datetime, list[Seen]] | None:
    if not names or not context.has_store:
        return None
    with context.store() as store:
        known = mine(context, store)
        return platform_look(store, {known[name] for name in names}, controls())


def _fresh(context: Surroundings, names: Sequence[str]) -> tuple[datetime, list[Seen]]:
    look = AuditRun(context, only=names)
    look.everything = True
    report = look.audit().report
    if wrong := next((f"{reach.connection}: {reach.error}" for reach in report.reaches if reach.error), ""):
        raise AskedError(f"{wrong}; nothing was answered")
    return report.made, list(_seen(report))


def _seen(report: Report) -> Iterator[Seen]:
    wanted = set(controls())
    if not all(reach.complete for reach in report.reaches):
        yield from unread(wanted)
    for row in report.rows(programs=True):
        if row.unread:
            yield from unread(wanted)
        for each in row.findings:
            if each.control in wanted:
                by_hand = each.waiver is not None and each.waiver.kind == "attestation" and not each.waiver.lapsed
                yield Seen(each.control, each.status, each.actual, by_hand)


def _by_table(context: Surroundings, key: str) -> Iterator[Answer]:
    """Yield what the adapter's table says can be closed on the platform."""
    if key not in installed():
        return
    table, today = load(key).settings, day_in(context.zone, context.now())
    for question in questions().values():
        reach = {ident: _closes(ident, table) for ident in question.closes.values()}
        said = f"what hardener {__version__} knows can be closed there (hardener adapters --matrix)"
        answer = closable(question, reach, said, today) if reach else None
        if answer is not None:
            yield answer


def _closes(ident: str, table: Sequence[Setting]) -> bool | None:
    far = reach_of(catalogue()[ident], table)
    return far in CLOSABLE if far in CLOSABLE | LEFT_OPEN else None
