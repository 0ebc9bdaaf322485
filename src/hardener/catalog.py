"""The catalogue: every control once, as a ladder from closed to open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import model_validator

from hardener import mistakes
from hardener.filled import checked
from hardener.model import Model, Severity, Value
from hardener.trees import tree_of

FOLDER = files("hardener").joinpath("catalogue")
How = Literal["api", "attest", "review", "notice", "calendar"]


class Control(Model):
    """One vendor-neutral thing we care about.

    Exactly one of `levels`, `unit` and `names` says what it can come to: a level
    of a ladder, a number (smaller is more closed), or a set of names (fewer is more closed).
    """

    id: str = ""
    title: str
    brief: str = ""
    """What is open then, in few words for a line with others: `no sign-up`; a line of a benchmark has none."""
    brief_closed: str = ""
    """The same for what is not open enough."""
    question: str
    """In plain words, for a person who never saw the platform."""
    levels: tuple[str, ...] = ()
    """From closed to open."""
    says: Mapping[str, str] = {}
    """By level: what it means for families, in a few words that stand alone: `anyone in the room`."""
    reach: str = ""
    """The first level at which somebody who came in by the link reaches others; empty where nobody does by it."""
    short: str = ""
    """What is reached by, in one or two words: `screen`. Of channels with `reach` only."""
    unit: str = ""
    names: tuple[str, ...] = ()
    severity: Severity
    known_by: tuple[How, ...]
    """`api`; `attest`: a person looked; `review`: of the platform; `notice`: text for families;
    `calendar`: the library's public one."""
    why: str
    """Why it matters for children and patrons."""
    costs: str = ""
    """What families lose when it is closed (or opened)."""
    finding: str
    """The sentence for "too open", in library words, without an end stop."""
    too_closed: str = ""
    """The sentence for "too closed"; empty where no profile asks for openness."""
    act: str = ""
    """What a visitor can then do in front of the audience: `turn on a camera`. Channels only."""
    families_notice: Mapping[Literal["closed", "opened"], str] = {}
    """What families notice once it is closed or opened by a plan: `nobody can join by telephone`."""
    references: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_domain(self) -> Self:
        if sum((bool(self.levels), bool(self.unit), bool(self.names))) != 1:
            raise ValueError("give exactly one of levels, unit and names")
        if self.levels and (len(self.levels) < 2 or len(set(self.levels)) != len(self.levels)):
            raise ValueError("levels are at least two different names, from closed to open")
        if self.says and set(self.says) != set(self.levels):
            raise ValueError("says has words for each of the levels, and for nothing else")
        if bool(self.reach) != bool(self.short) or (self.reach and self.reach not in self.levels):
            raise ValueError("reach is one of the levels, and goes with short")
        return self

    def rank(self, value: Value) -> int:
        """Return how open `value` is: 0 is the most closed. Raises `ValueError` if it is no such value."""
        if self.levels:
            return self.levels.index(str(value))
        if self.unit and isinstance(value, int):
            return value
        raise ValueError(f"{self.id}: {value!r} has no rank")

    def say(self, value: Value | None) -> str:
        """Return a value in family words; one that has none as it is, and None as not known."""
        if value is None:
            return "not known"
        if isinstance(value, tuple):
            return ", ".join(value).replace("_", " ") or "nothing"
        return self.says.get(str(value), f"{value} {self.unit}".strip())

    def noticed(self, *, opens: bool) -> str:
        """Return what families notice of it once it is changed; empty where they notice nothing."""
        return self.families_notice.get("opened" if opens else "closed", "")

    def reaches(self, rank: float) -> bool:
        """Tell whether somebody who came in by the link reaches others where it is as open as `rank`."""
        return bool(self.reach) and rank >= self.levels.index(self.reach)

    def accepts(self, value: object) -> str:
        """Return an empty text if `value` can be required of this control, else what is wrong."""
        if self.levels:
            ladder = " < ".join(self.levels)
            return (
                ""
                if value in self.levels
                else mistakes.NO_LEVEL.format(given=repr(value), control=self.id, level=ladder)
            )
        if self.unit:
            fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return "" if fits else mistakes.NO_NUMBER.format(control=self.id, unit=self.unit, given=repr(value))
        if not isinstance(value, list | tuple):
            return mistakes.NO_LIST.format(control=self.id, given=repr(value))
        strange = [str(v) for v in value if v not in self.names]
        known = ", ".join(self.names)
        return mistakes.NO_NAMES.format(given=", ".join(strange), control=self.id, level=known) if strange else ""


class Catalogue(Model):
    """All controls, and where each claim about them comes from."""

    references: Mapping[str, str]
    """Key to title and place."""
    controls: Mapping[str, Control]

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        for ident, control in self.controls.items():
            if strange := set(control.references) - set(self.references):
                raise ValueError(f"{ident}: unknown reference {', '.join(sorted(strange))}")
        return self


@cache  # asked for each finding, of as many as there are controls
def of_benchmark(ident: str) -> bool:
    """Tell whether a control is a line of a public benchmark, as `cis-zoom.1.1.1.2`, and none of the library's own."""
    family = ident.partition(".")[0]
    return not (family.isalpha() and family.islower())


class _Lazy(Mapping[str, Control]):
    """Reads the benchmarks, most of the text, only when one of their lines or everything is asked for."""

    def __getitem__(self, ident: str) -> Control:
        return (_everything() if of_benchmark(ident) else _part("controls.yaml"))[ident]

    def __iter__(self) -> Iterator[str]:
        return iter(_everything())

    def __len__(self) -> int:
        return len(_everything())


CATALOGUE: Mapping[str, Control] = _Lazy()


def catalogue() -> Mapping[str, Control]:
    """Return every control by its id, library controls first, then those of benchmarks."""
    return CATALOGUE


def references() -> Mapping[str, str]:
    """Return title and place of every source that a control may name, by its key."""
    return {key: title for name in _files() for key, title in _read(name).references.items()}


def _files() -> list[str]:
    names = {each.name for each in FOLDER.iterdir() if each.name.endswith(".yaml")}
    return ["controls.yaml", *sorted(names - {"controls.yaml"})]


@cache
def _everything() -> Mapping[str, Control]:
    found: dict[str, Control] = {}
    for name in _files():
        part = _part(name)
        assert not found.keys() & part.keys(), name
        found |= part
    return found


@cache
def _part(name: str) -> Mapping[str, Control]:
    return {ident: control.model_copy(update={"id": ident}) for ident, control in _read(name).controls.items()}


@cache
def _read(name: str) -> Catalogue:
    return checked(tree_of(FOLDER, name), Catalogue, name)
