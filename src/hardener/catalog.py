"""The catalogue: every control once, as a ladder from closed to open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import model_validator

from hardener.model import Model, Severity, Value
from hardener.trees import tree_of
from hardener.yamlfile import checked

FOLDER = files("hardener").joinpath("catalogue")
How = Literal["api", "attest", "review", "notice"]


class Control(Model):
    """One vendor-neutral thing we care about.

    Exactly one of `levels`, `unit` and `names` says what it can come to: a level
    of a ladder, a number (smaller is more closed), or a set of names (fewer is more closed).
    """

    id: str = ""
    title: str
    question: str
    """In plain words, for a person who never saw the platform."""
    levels: tuple[str, ...] = ()
    """From closed to open."""
    unit: str = ""
    names: tuple[str, ...] = ()
    severity: Severity
    known_by: tuple[How, ...]
    """`api`; `attest`: a person looked; `review`: of the platform; `notice`: text for families."""
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
    references: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_domain(self) -> Self:
        if sum((bool(self.levels), bool(self.unit), bool(self.names))) != 1:
            raise ValueError("give exactly one of levels, unit and names")
        if self.levels and (len(self.levels) < 2 or len(set(self.levels)) != len(self.levels)):
            raise ValueError("levels are at least two different names, from closed to open")
        return self

    def rank(self, value: Value) -> int:
        """Return how open `value` is: 0 is the most closed. Raises `ValueError` if it is no such value."""
        if self.levels:
            return self.levels.index(str(value))
        if self.unit and isinstance(value, int):
            return value
        raise ValueError(f"{self.id}: {value!r} has no rank")

    def accepts(self, value: object) -> str:
        """Return an empty text if `value` can be required of this control, else what is wrong."""
        if self.levels:
            ladder = " < ".join(self.levels)
            return "" if value in self.levels else f"{value!r} is not a level of {self.id}: {ladder}"
        if self.unit:
            fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return "" if fits else f"{self.id} takes a number of {self.unit}, not {value!r}"
        if not isinstance(value, list | tuple):
            return f"{self.id} takes a list of names, not {value!r}"
        strange = [str(v) for v in value if v not in self.names]
        known = ", ".join(self.names)
        return f"{', '.join(strange)}: not among the names of {self.id}: {known}" if strange else ""


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


@cache
def _everything() -> Mapping[str, Control]:
    names = {each.name for each in FOLDER.iterdir() if each.name.endswith(".yaml")}
    others = sorted(names - {"controls.yaml"})
    found: dict[str, Control] = {}
    for name in ("controls.yaml", *others):
        part = _part(name)
        assert not found.keys() & part.keys(), name
        found |= part
    return found


@cache
def _part(name: str) -> Mapping[str, Control]:
    part = checked(tree_of(FOLDER, name), Catalogue, name)
    return {ident: control.model_copy(update={"id": ident}) for ident, control in part.controls.items()}
