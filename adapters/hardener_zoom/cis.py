"""The recommendations of the CIS Zoom Benchmark v1.0.0, as the account answers them: rows made of cis.yaml.

None is written. A recommendation without a place in the account's documents is shown as what a person must look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, JsonValue

from hardener.by_hand import Names, Text, entries
from hardener.model import Model, Value
from hardener.setting import ManualOnly, Number, Setting
from hardener.trees import shipped

ACCOUNT = ("account",)
ON_OFF: dict[JsonValue, Value] = {True: "on", False: "off"}


class Line(Model):
    """One recommendation."""

    control: Text
    page: Text
    """Of the portal."""
    where: Text
    """On that page."""
    part: Text | None = None
    """Of the account's documents."""
    reads: Names | None = None
    """Its places in there: every one is a row."""
    values: Mapping[Text, tuple[bool | int | str, ...]] | None = None
    """By level: which of Zoom's values mean it."""
    number: bool = False
    """It is a number as it is."""
    gate: bool = False
    """Of several places one that is closed is enough."""
    note: Text | None = None

    @property
    def by_hand(self) -> str:
        """Return where a person looks."""
        return f"{self.page} > {self.where}"

    @property
    def paths(self) -> tuple[str, ...]:
        """Return its places in the account's documents."""
        return tuple(f"{self.part}.{path}" if self.part else path for path in self.reads or ())


class Benchmark(Model):
    """All of cis.yaml."""

    lines: Annotated[tuple[Line, ...], BeforeValidator(entries(Line, "where"))]


def rows(line: Line) -> Iterator[Setting]:
    """Yield the rows of one recommendation."""
    fields: dict[str, Any] = {
        "control": line.control,
        "kinds": ACCOUNT,
        "by_hand": line.by_hand,
        "note": line.note or "",
        "writable": (),
    }
    if not line.paths:
        yield ManualOnly(**fields)
    sort = Number if line.number else Setting
    for path in line.paths:
        yield sort(path=path, values=meanings(line), gate=line.gate, **fields)


def meanings(line: Line) -> Mapping[JsonValue, Value]:
    """Return what each of Zoom's values means: of a switch on and off, of a number nothing more than itself."""
    if line.values is not None:
        return {raw: level for level, raws in line.values.items() for raw in raws}
    return {} if line.number else ON_OFF


LINES = shipped("hardener_zoom", "cis.yaml", Benchmark).lines
CIS: tuple[Setting, ...] = tuple(row for line in LINES for row in rows(line))
NOT_FOR_GOVERNMENTS = dict.fromkeys(
    ("cis-zoom.1.1.4.1.1", "cis-zoom.1.1.4.1.2"),
    "Zoom for Government has data centers in the US only, and no choice of regions",
)
"""Recommendations on the choice of data centers, which Zoom for Government does not offer."""
