"""waivers.yaml: from its text to waivers, and a new entry into its text with all else left as it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from hardener import redact
from hardener.catalog import Control, catalogue
from hardener.files import FileError
from hardener.filled import is_empty, place
from hardener.language import marked
from hardener.model import Model
from hardener.nearest import meant
from hardener.waive import Waivers
from hardener.waiver import LONG, YEAR, Attestation, Either, Waiver

E = TypeVar("E", Waiver, Attestation)
NAME = "waivers.yaml"
HEAD = """\
# What is accepted for now, and what was looked at by hand. To be reviewed in git like everything else.
# Written by: hardener waive, hardener attest. Each entry names who gave their word, and the last day on which it holds.
"""
OVER = marked("{until} is over already; today is {today}")
NO_CONTROL = marked("no control {control} in the catalogue (see: hardener controls)")
AHEAD = marked("{on} is in the future; today is {today}")
BEFORE = marked("{until} is before {on}, when it was looked at")
AFTER_LOOK = marked("at most a year after it was looked at: {latest} at the latest")
A_YEAR = marked("at most a year ahead: {latest} at the latest")
SEVERAL = marked("{control} is {count} controls; give one of them, or no at_most")
NO_LADDER = marked("{control} is a set of names, not a ladder or a number")
TOLD = (OVER, NO_CONTROL, AHEAD, BEFORE, AFTER_LOOK, A_YEAR, SEVERAL, NO_LADDER)
"""What is wrong with an entry."""
ORDER = ("control", "program", "host", "connection", "at_most", "reason", "by", "on", "until")


def _listed(value: object) -> object:
    return () if value is None else value


class Source(Model):
    """The file as it is written."""

    waivers: Annotated[tuple[Waiver, ...], BeforeValidator(_listed)] = ()
    attestations: Annotated[tuple[Attestation, ...], BeforeValidator(_listed)] = ()


def read(text: str, *, today: date, name: str = NAME) -> Waivers:
    """Return what `text` says on `today`, a date of the library's time zone. Raises `FileError`."""
    if is_empty(text):
        return Waivers(today=today)
    from hardener.yamlfile import parse, tree_of  # noqa: PLC0415 - most libraries have waived nothing

    source = parse(text, Source, name)
    lists: tuple[tuple[str, tuple[Either, ...]], ...] = (
        ("waivers", source.waivers),
        ("attestations", source.attestations),
    )
    for key, entries in lists:
        for index, entry in enumerate(entries):
            if problem := wrong(entry, today):
                line, column = place(tree_of(text, name), [key, index, problem[0]])
                raise FileError(f"{name}:{line}:{column}: {key}.{index}.{problem[0]}: {problem[1]}")
    return Waivers(today=today, waivers=source.waivers, attestations=source.attestations)


def bare(waivers: Waivers) -> str:
    """Return a text that `read` makes the same waivers of, without comments and secrets; empty where there are none."""
    if not waivers.entries:
        return ""
    waived = tuple(_clean(entry) for entry in waivers.waivers)
    attested = tuple(_clean(entry) for entry in waivers.attestations)
    return Source(waivers=waived, attestations=attested).model_dump_json(exclude_none=True)


def _clean(entry: E) -> E:
    said = {name: value for name, value in entry if isinstance(value, str) and name not in {"control", "at_most"}}
    return entry.model_copy(update={name: redact.line(value, LONG) for name, value in said.items()})


def added(text: str, entry: Either, *, today: date, name: str = NAME) -> str:
    """Return `text` with `entry` as the last of its kind; every other character stays. Raises `FileError`."""
    before = read(text, today=today, name=name)
    known = entry.model_dump()
    lines = {key: known[key] for key in ORDER if known.get(key) not in (None, "")}
    from hardener.listed import put  # noqa: PLC0415 - whoever only reads puts nothing in

    made = put(text or HEAD, f"{entry.kind}s", lines, name)
    by_hand = FileError(f"{name}: cannot be added to without changing what it says; add the entry by hand")
    try:
        after = read(made, today=today, name=name)
    except FileError:
        raise by_hand from None
    mine = (entry,) if isinstance(entry, Waiver) else ()
    theirs = (entry,) if isinstance(entry, Attestation) else ()
    if (after.waivers, after.attestations) != ((*before.waivers, *mine), (*before.attestations, *theirs)):
        raise by_hand
    return made


def wrong(entry: Either, today: date) -> tuple[str, str] | None:
    """Return the key and what is wrong with it; None where the entry can be used on `today`."""
    controls = entry.controls
    if not controls:
        like = meant(entry.control, catalogue())
        return "control", NO_CONTROL.format(control=repr(entry.control)) + like
    if isinstance(entry, Attestation):
        if entry.on > today:
            return "on", AHEAD.format(on=entry.on, today=today)
        if entry.until < entry.on:
            return "until", BEFORE.format(until=entry.until, on=entry.on)
        latest, said = entry.on + YEAR, AFTER_LOOK
    else:
        latest, said = today + YEAR, A_YEAR
        if problem := _at_most(entry, controls):
            return "at_most", problem
    return ("until", said.format(latest=latest)) if entry.until > latest else None


def _at_most(waiver: Waiver, controls: Sequence[Control]) -> str:
    if waiver.at_most is None:
        return ""
    if len(controls) > 1:
        return SEVERAL.format(control=repr(waiver.control), count=len(controls))
    if controls[0].names:
        return NO_LADDER.format(control=controls[0].id)
    return controls[0].accepts(waiver.at_most)
