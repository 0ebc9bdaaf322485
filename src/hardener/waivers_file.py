"""waivers.yaml: from its text to waivers, and a new entry into its text with all else left as it is. Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from hardener import redact
from hardener.catalog import Control
from hardener.files import FileError
from hardener.model import Model
from hardener.waive import Waivers
from hardener.waiver import LONG, YEAR, Attestation, Either, Waiver
from hardener.yamlfile import parse, place, tree_of

E = TypeVar("E", Waiver, Attestation)
NAME = "waivers.yaml"
HEAD = """\
# What is accepted for now, and what was looked at by hand. To be reviewed in git like everything else.
# Written by: hardener waive, hardener attest. Each entry names who gave their word, and the last day on which it holds.
"""
ORDER = ("control", "program", "host", "connection", "at_most", "reason", "by", "on", "until")


def _listed(value: object) -> object:
    return () if value is None else value


class Source(Model):
    """The file as it is written."""

    waivers: Annotated[tuple[Waiver, ...], BeforeValidator(_listed)] = ()
    attestations: Annotated[tuple[Attestation, ...], BeforeValidator(_listed)] = ()


def read(text: str, *, today: date, name: str = NAME) -> Waivers:
    """Return what `text` says on `today`, a date of the library's time zone. Raises `FileError`."""
    if _empty(text):
        return Waivers(today=today)
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
    made = _put(text or HEAD, f"{entry.kind}s", entry, name)
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
        return "control", f"no control {entry.control!r} in the catalogue (see: hardener controls)"
    if isinstance(entry, Attestation):
        if entry.on > today:
            return "on", f"{entry.on} is in the future; today is {today}"
        if entry.until < entry.on:
            return "until", f"{entry.until} is before {entry.on}, when it was looked at"
        latest, of = entry.on + YEAR, "after it was looked at"
    else:
        latest, of = today + YEAR, "ahead"
        if problem := _at_most(entry, controls):
            return "at_most", problem
    return ("until", f"at most a year {of}: {latest} at the latest") if entry.until > latest else None


def _at_most(waiver: Waiver, controls: Sequence[Control]) -> str:
    if waiver.at_most is None:
        return ""
    if len(controls) > 1:
        return f"{waiver.control!r} is {len(controls)} controls; give one of them, or no at_most"
    if controls[0].names:
        return f"{controls[0].id} is a set of names, not a ladder or a number"
    return controls[0].accepts(waiver.at_most)


def _empty(text: str) -> bool:
    lines = (line.strip("\ufeff \t\r") for line in text.split("\n"))
    return all(not line or line.startswith("#") for line in lines)


def _put(text: str, key: str, entry: Either, name: str) -> str:
    """Insert the lines of `entry` into `text`, at the end of the list called `key`, made where there is none."""
    root = None if _empty(text) else YAML(typ="rt", pure=True).compose(text)
    for label, found in root.value if isinstance(root, MappingNode) else ():
        if label.value == key:
            return _into(text, label, found, entry, name)
    gap = "" if text.endswith("\n") else "\n"
    return _at(text, len(text), f"{gap}\n{key}:\n{_lines(entry, 2, 2)}")


def _into(text: str, label: Node, found: Node, entry: Either, name: str) -> str:
    if isinstance(found, SequenceNode) and found.value and not found.flow_style:
        dash = found.start_mark.column
        return _after(text, _end(found), _lines(entry, dash, found.value[-1].start_mark.column - dash))
    start, end = found.start_mark.index, found.end_mark.index
    if text[start:end] not in {"", "[]", "~", "null"}:
        line, column = found.start_mark.line + 1, found.start_mark.column + 1
        said = f"{label.value} is a list in brackets; write it as lines that begin with - and try again"
        raise FileError(f"{name}:{line}:{column}: {said}")
    if start < end:
        text = text[:start].rstrip(" \t") + text[end:]
    return _after(text, label.end_mark.index, _lines(entry, 2, 2))


def _end(node: Node) -> int:
    """Return where the last word of a node ends; the marks of lists and maps lie behind the comments that follow."""
    while isinstance(node, CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    index: int = node.end_mark.index
    return index


def _after(text: str, index: int, lines: str) -> str:
    """Put `lines` below the line on which the character before `index` stands."""
    index = len(text[:index].rstrip())
    end = text.find("\n", index)
    return _at(text, end + 1, lines) if end >= 0 else _at(text, len(text), f"\n{lines}")


def _at(text: str, index: int, lines: str) -> str:
    if "\r\n" in text:
        lines = lines.replace("\n", "\r\n")
    return text[:index] + lines + text[index:]


def _lines(entry: Either, dash: int, offset: int) -> str:
    """Return `entry` as an item of a list whose dash stands in column `dash`, its keys `offset` behind it."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    out = io.StringIO()
    known = entry.model_dump()
    yaml.dump({key: known[key] for key in ORDER if known.get(key) not in (None, "")}, out)
    first, *others = out.getvalue().removesuffix("\n").split("\n")
    lead = f"{' ' * dash}-{' ' * (offset - 1)}"
    return "".join(f"{line}\n" for line in (lead + first, *(" " * (dash + offset) + line for line in others)))
