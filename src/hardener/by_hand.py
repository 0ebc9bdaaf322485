"""Read where a person looks or changes something by hand, and what a vendor fixes by itself: data beside rows.

`by_hand.yaml` of an adapter's package names it by control and kinds of program; the adapter says which kinds those are.
An entry is one control, or several `controls` with what they have in common said once: names in a list where that is
all, else each with what is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from hardener.catalog import catalogue, of_benchmark
from hardener.filled import said_of
from hardener.model import Model
from hardener.nearest import meant
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.trees import shipped

FILE = "by_hand.yaml"
Kinds = Mapping[str, tuple[str, ...]]
"""An adapter's kinds of target by the names that its file uses."""
Sorts = Mapping[str, type[Setting]]
"""An adapter's own sorts of row by the names that its file uses."""


def _plain(text: str) -> str:
    if not text or not text.isprintable() or text != text.strip():
        raise ValueError("expected one line of text")
    return text


Text = Annotated[str, AfterValidator(_plain)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class Entry(Model):
    """One control on some kinds of program; each name in `kinds` is a row of its own."""

    control: Text
    kinds: Names
    note: Text | None = None
    """What a report says of it."""
    why: Text | None = None
    """For who reads the file: why the vendor fixes it, or why the entry stands beside a row that reads."""


class Look(Entry):
    """What the vendor's API does not show, or not always."""

    where: Text
    sort: str = ""
    """The adapter's own sort of row, where it is no plain one."""
    value: Text | None = None
    """What such a row says while it does not decide."""
    governs: tuple[str, ...] = ()
    """The kinds of program that it decides for from above."""
    unless: tuple[Text, Text] | None = None
    """Path of the program and its value with which the entry gives way to the rows that read."""


class Fixed(Entry):
    """What the vendor fixes, whatever anybody sets."""

    value: Text
    where: Text | None = None
    """What a person does instead, where there is something."""


def entries(sort: type[Model], short: str) -> Callable[[Any], Any]:
    """Return what makes entries of a list: `short` is what a control means that says one text and no keys."""

    def read(found: Any) -> Any:  # noqa: ANN401 - whatever a file has; what is no list is for pydantic to refuse
        if not isinstance(found, list):
            return found
        return tuple(_checked(sort, each) for group in found for each in _singly(group, short))

    return read


def _singly(group: object, short: str) -> Iterator[object]:
    """Yield the entries that `group` says together, or itself where it is one. Raises `ValueError`."""
    if not isinstance(group, Mapping) or "controls" not in group:
        yield group
        return
    common, controls = dict(group), group["controls"]
    del common["controls"]
    if not isinstance(controls, Mapping | list) or not controls:
        raise ValueError(f"controls: names no control, beside {common}")
    for control in controls:
        own = controls[control] if isinstance(controls, Mapping) else {}
        entry = {**common, **(own if isinstance(own, Mapping) else {short: own})}
        if "control" in entry:
            raise ValueError(f"{control}: control: it is among controls already")
        yield {**entry, "control": control}


def _checked(sort: type[Model], entry: object) -> object:
    """Return an entry; where it is none, say of which control: its place in the file is that of a whole group."""
    if not isinstance(entry, Mapping):
        return entry
    try:
        return sort.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise ValueError(f"{entry.get('control', '?')}: {key}: {said_of(first)}") from None


class Sheet(Model):
    """All of an adapter's file."""

    look: Annotated[tuple[Look, ...], BeforeValidator(entries(Look, "where"))]
    fixed: Annotated[tuple[Fixed, ...], BeforeValidator(entries(Fixed, "value"))] = ()
    elsewhere: tuple[Text, ...] = ()
    """Controls that only other platforms have."""
    places: Mapping[Text, Text] = {}
    """By the path of what the API does show: its exact place, where the row knows the page alone."""


def sheet(package: str) -> Sheet:
    """Return what the file of an adapter's package says. Raises `FileError`."""
    return shipped(package, FILE, Sheet)


def whole(package: str, shown: Sequence[Setting], kinds: Kinds, sorts: Sorts | None = None) -> tuple[Setting, ...]:
    """Return an adapter's whole table: the rows that its API shows, and what its file says besides.

    Of one control a first row that knows nothing decides: so those that give way stand before what is shown, and
    all others after it, where what is open is told and only the rest is for a person. What is fixed comes first.
    """
    return table(sheet(package), shown, kinds, sorts)


def table(read: Sheet, shown: Sequence[Setting], kinds: Kinds, sorts: Sorts | None = None) -> tuple[Setting, ...]:
    """Return the table of the rows that an API shows, and of what a sheet says besides, in that order."""
    looks = [row for entry in read.look for row in _looks(entry, kinds, sorts or {})]
    fixed = [row for entry in read.fixed for row in _fixed(entry, kinds)]
    elsewhere = [Setting(control=control, path="", kinds=()) for control in read.elsewhere]
    before = [row for row in looks if row.unless is not None]
    after = [row for row in looks if row.unless is None]
    return (*before, *fixed, *(_exact(row, read.places) for row in shown), *after, *elsewhere)


def mistake(read: Sheet) -> str:
    """Return what in a sheet that a library wrote is no control or no level of one, and where; empty if nothing is."""
    known = [ident for ident in catalogue() if not of_benchmark(ident)]
    told = [
        *((f"look number {n}", each.control) for n, each in enumerate(read.look, 1)),
        *((f"fixed number {n}", each.control) for n, each in enumerate(read.fixed, 1)),
        *((f"elsewhere number {n}", control) for n, control in enumerate(read.elsewhere, 1)),
    ]
    seen: dict[str, str] = {}
    for where, control in told:
        if control not in known:
            return f"{where}: no control {control!r}; list them with: hardener controls{meant(control, known)}"
        if control in seen:
            return f"{where}: {control} is there already, as {seen[control]}"
        seen[control] = where
    values = ((n, catalogue()[each.control].accepts(each.value)) for n, each in enumerate(read.fixed, 1))
    return next((f"fixed number {n}: value: {said}" for n, said in values if said), "")


def _exact(row: Setting, places: Mapping[str, str]) -> Setting:
    return replace(row, by_hand=places[row.path]) if row.path in places else row


def _looks(entry: Look, kinds: Kinds, sorts: Sorts) -> Iterator[Setting]:
    sort = sorts[entry.sort] if entry.sort else ManualOnly
    more: dict[str, Any] = {"unless": entry.unless, "governs": tuple(k for name in entry.governs for k in kinds[name])}
    if entry.value is not None:
        more["value"] = entry.value
    for name in entry.kinds:
        yield sort(control=entry.control, kinds=kinds[name], by_hand=entry.where, note=entry.note or "", **more)


def _fixed(entry: Fixed, kinds: Kinds) -> Iterator[Setting]:
    where, note = entry.where or "", entry.note or ""
    for name in entry.kinds:
        yield FixedByVendor(control=entry.control, kinds=kinds[name], value=entry.value, by_hand=where, note=note)
