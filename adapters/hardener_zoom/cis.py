"""The recommendations of the CIS Zoom Benchmark v1.0.0, as the account answers them: rows made of cis.yaml.

None is written. A recommendation without a place in the account's documents is shown as what a person must look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from hardener.by_hand import Names, Text
from hardener.model import Model, Value
from hardener.setting import ManualOnly, Number, Setting
from hardener.trees import shipped

ACCOUNT = ("account",)
ON_OFF: dict[JsonValue, Value] = {True: "on", False: "off"}


class Told(Model):
    """What the file says of one recommendation, below its page."""

    where: Text
    reads: Names | None = None
    """Its places in the account's documents: every one is a row."""
    values: Mapping[Text, tuple[bool | int | str, ...]] | None = None
    """By level: which of Zoom's values mean it."""
    number: bool = False
    """It is a number as it is."""
    gate: bool = False
    """Of several places one that is closed is enough."""
    note: Text | None = None


class Line(Told):
    """One recommendation, with the whole of its places."""

    control: Text


class Page(Model):
    """One page of the portal, as far as one part of the account's documents shows it."""

    where: Text
    reads: Text | None = None
    controls: Mapping[Text, Text | Told]
    """By recommendation; a text alone is where a person looks."""

    def lines(self) -> Iterator[Line]:
        """Yield its recommendations."""
        for control, said in self.controls.items():
            told = Told(where=said) if isinstance(said, str) else said
            reads = told.reads and tuple(f"{self.reads}.{path}" if self.reads else path for path in told.reads)
            yield Line(**dict(told) | {"control": control, "where": f"{self.where} > {told.where}", "reads": reads})


class Benchmark(Model):
    """All of cis.yaml."""

    pages: tuple[Page, ...]


def rows(line: Line) -> Iterator[Setting]:
    """Yield the rows of one recommendation."""
    fields: dict[str, Any] = {
        "control": line.control,
        "kinds": ACCOUNT,
        "by_hand": line.where,
        "note": line.note or "",
        "writable": (),
    }
    if line.reads is None:
        yield ManualOnly(**fields)
        return
    sort = Number if line.number else Setting
    for path in line.reads:
        yield sort(path=path, values=meanings(line), gate=line.gate, **fields)


def meanings(line: Line) -> Mapping[JsonValue, Value]:
    """Return what each of Zoom's values means: of a switch on and off, of a number nothing more than itself."""
    if line.values is not None:
        return {raw: level for level, raws in line.values.items() for raw in raws}
    return {} if line.number else ON_OFF


PAGES = shipped("hardener_zoom", "cis.yaml", Benchmark).pages
LINES = tuple(line for page in PAGES for line in page.lines())
CIS: tuple[Setting, ...] = tuple(row for line in LINES for row in rows(line))
NOT_FOR_GOVERNMENTS = dict.fromkeys(
    ("cis-zoom.1.1.4.1.1", "cis-zoom.1.1.4.1.2"),
    "Zoom for Government has data centers in the US only, and no choice of regions",
)
"""Recommendations on the choice of data centers, which Zoom for Government does not offer."""
