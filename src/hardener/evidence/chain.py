"""Records as lines, each with the fingerprint of the one before: what is changed later breaks the chain. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import JsonValue

from hardener.language import tr
from hardener.report.safe import terminal

START = "0" * 64
"""What the first record holds in the place of the one before."""
LONG = 20
"""Characters that are told of what a record says it is."""
KEYS = frozenset({"n", "previous", "record", "hash"})


class Link(NamedTuple):
    """One record of the chain as it was read."""

    number: int
    previous: str
    record: Mapping[str, Any]
    hash: str


def linked(records: Iterable[Mapping[str, JsonValue]]) -> tuple[list[str], str]:
    """Return the line of each record, and the head: the fingerprint of the last, which is made of all of them."""
    lines, head = [], START
    for number, record in enumerate(records, 1):
        mark = fingerprint(number, head, record)
        lines.append(canonical({"n": number, "previous": head, "record": dict(record), "hash": mark}))
        head = mark
    return lines, head


def fingerprint(number: int, previous: str, record: Mapping[str, JsonValue]) -> str:
    """Return the SHA-256 by which a record is known."""
    return hashlib.sha256(f"{number}\n{previous}\n{canonical(record)}".encode()).hexdigest()


def canonical(value: object) -> str:
    """Return the one way in which a JSON value is spelt here: sorted, without gaps, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def broken(lines: Sequence[str]) -> tuple[list[Link], str]:
    """Return the records of a chain up to where it is broken, and what is wrong there; empty where it is whole."""
    links = [_link(line) for line in lines]
    there = {link.number for link in links if link is not None}
    good: list[Link] = []
    for number, link in enumerate(links, 1):
        if link is None:
            return good, tr("record {number} was changed: its line is none of hardener's", number=number)
        said = _wrong(number, link, good, there)
        if said:
            return good, said
        good.append(link)
    return good, ""


def _wrong(number: int, link: Link, good: Sequence[Link], there: set[int]) -> str:
    """Return what is wrong with the record that stands in the place `number`; empty where nothing is."""
    what = {"number": link.number, "what": terminal(str(link.record.get("kind", "?"))[:LONG], LONG)}
    if fingerprint(link.number, link.previous, link.record) != link.hash:
        return tr("record {number} ({what}) was changed", **what)
    if link.number != number:
        if link.number < number:
            return tr("record {number} ({what}) stands here twice: a record was added or moved", **what)
        if number in there:
            return tr("the order was changed: record {number} stands where record {place} belongs",
                      number=link.number, place=number)  # fmt: skip
        return tr("record {place} was left out: record {number} stands in its place", number=link.number, place=number)
    if link.previous != (good[-1].hash if good else START):
        return tr("record {number} ({what}) does not follow the one before: one of them was changed", **what)
    return ""


def _link(line: str) -> Link | None:
    """Return what a line holds; None where it is no line of a chain."""
    try:
        found = json.loads(line)
        spelt = canonical(found)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.keys() != KEYS or not isinstance(found["record"], dict):
        return None
    texts = isinstance(found["previous"], str) and isinstance(found["hash"], str)
    number = found["n"]
    if not texts or not isinstance(number, int) or isinstance(number, bool) or spelt != line:
        return None
    return Link(number, found["previous"], found["record"], found["hash"])
