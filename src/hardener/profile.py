"""Profiles: what each control must be, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from hardener import mistakes, trees
from hardener.catalog import Control, catalogue
from hardener.files import YAML_LIMIT, FileError, read_text
from hardener.filled import checked, place
from hardener.language import marked
from hardener.model import Model, Severity, Value
from hardener.nearest import meant


def _limit(value: object) -> object:
    """Refuse what pydantic would bend into a limit: it takes `true` for 1."""
    words = isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
    if words or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise ValueError(marked("give a level, a number or a list of names"))


Limit = Annotated[str | int | tuple[str, ...], BeforeValidator(_limit)]
Tree = Mapping[str, Any]
SHAPE = frozenset({"first_name", "last_name", "email", "library_card"})
"""What a form may be asked to have: more than that a program can only tolerate."""
FOLDER = files("hardener_profiles")
Audience = Literal["children", "teens", "adults", "public", "staff"]


class Requirement(Model):
    """One line of a profile: the most open, or the most closed, state that is accepted."""

    at_most: Limit | None = None
    """The most open accepted: what is stricter passes as well, so a fix never loosens."""
    at_least: Limit | None = None
    """The most closed accepted: here *too closed* is the finding, and only here may a fix open."""
    exactly: tuple[str, ...] | None = None
    """Of a set of names: these, and no others but what the platform asks in any case."""
    severity: Severity | None = None
    """None: the catalogue's."""
    why: str = ""
    """Why here it differs from what the catalogue says."""

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if sum(limit is not None for limit in (self.at_most, self.at_least, self.exactly)) != 1:
            raise ValueError(marked("give exactly one of at_most, at_least and exactly"))
        return self

    @property
    def limit(self) -> Value:
        """Return the level, number or set on the accepted side's edge."""
        limit = self.at_most if self.at_most is not None else self.at_least
        if limit is None:
            limit = self.exactly or ()
        return tuple(sorted(limit)) if isinstance(limit, tuple) else limit

    @property
    def opens(self) -> bool:
        """Tell whether it is met by being open enough."""
        return self.at_least is not None

    def __str__(self) -> str:
        """Say it in short: `at most hosts`."""
        limit = self.limit
        if isinstance(limit, tuple):
            limit = ", ".join(limit)
        if self.exactly is not None:
            return f"exactly {limit}"
        return f"at {'least' if self.opens else 'most'} {limit if limit != '' else 'nothing'}"


class Source(Model):
    """A profile file as it is written."""

    profile: str
    title: str
    version: int = 1
    audience: Audience
    extends: str = ""
    """Name of the profile it starts from."""
    apply: bool = True
    """False: audited only, its programs are never changed."""
    judges: Literal["programs", "account"] = "programs"
    """`account`: a baseline of the account itself, not of programs."""
    notes: tuple[str, ...] = ()
    """What the report says with it, such as where a benchmark disagrees."""
    requires: Mapping[str, Requirement] = {}
    without: tuple[str, ...] = ()
    """Controls of the extended profile that do not apply here."""


class Profile(Model):
    """A baseline, with everything it extends put in."""

    name: str
    title: str
    version: int
    audience: Audience
    apply: bool
    judges: Literal["programs", "account"]
    notes: tuple[str, ...]
    requires: Mapping[str, Requirement]

    def severity(self, control: Control) -> Severity:
        """Return how much it harms if `control` is not met here, before the door is looked at."""
        own = self.requires[control.id].severity
        return own if own is not None else control.severity


def builtin() -> list[str]:
    """Return the names of the built-in profiles, sorted."""
    found = FOLDER.iterdir()
    return sorted(f.name.removesuffix(".yaml") for f in found if f.name.endswith(".yaml"))


def load(name: str, base: Path = Path()) -> Profile:
    """Return the built-in profile called `name`, or that in the file `name` (`….yaml`) below `base`.

    Raises `FileError` with file, line and column where it is not a valid profile.
    """
    return _builtin(name) if name in builtin() else _resolve(name, _tree(name, base), base, ())


@cache  # they extend nothing but each other, and do not change while a process runs
def _builtin(name: str) -> Profile:
    return _resolve(name, _tree(name, Path()), Path(), ())


def _resolve(name: str, tree: Tree, base: Path, seen: tuple[str, ...]) -> Profile:
    seen = (*seen, name)
    source = checked(tree, Source, name)
    _check(source, tree, name)
    requires: dict[str, Requirement] = {}
    notes: tuple[str, ...] = ()
    if source.extends:
        parent = _resolve(source.extends, _extended(source, tree, base, seen), base, seen)
        requires |= parent.requires
        notes = parent.notes
    for index, ident in enumerate(source.without):
        if ident not in requires:
            line, column = place(tree, ["without", index])
            told = mistakes.NOT_IN if source.extends else mistakes.IN_NONE
            said = told.format(control=ident, level=source.extends)
            raise FileError(f"{name}:{line}:{column}: without: {said}")
    kept = {c: r for c, r in requires.items() if c not in source.without} | dict(source.requires)
    return Profile(
        name=source.profile,
        title=source.title,
        version=source.version,
        audience=source.audience,
        apply=source.apply,
        judges=source.judges,
        notes=notes + source.notes,
        requires=kept,
    )


def _extended(source: Source, tree: Tree, base: Path, seen: tuple[str, ...]) -> Tree:
    """Return what the profile holds that `source`, the last of `seen`, extends."""
    line, column = place(tree, ["extends"])
    here = f"{seen[-1]}:{line}:{column}"
    if source.extends in seen:
        raise FileError(f"{here}: {mistakes.CIRCLE.format(given=' → '.join((*seen, source.extends)))}")
    try:
        return _tree(source.extends, base)
    except FileError as error:
        raise FileError(f"{here}: extends: {error}") from None


def _tree(name: str, base: Path) -> Tree:
    if name.endswith((".yaml", ".yml")):
        from hardener.yamlfile import tree_of  # noqa: PLC0415 - most libraries have no profile of their own

        return tree_of(read_text(base / name, YAML_LIMIT, name), name)
    if name not in builtin():
        there = builtin()
        said = mistakes.NO_PROFILE.format(given=repr(name), level=", ".join(there))
        raise FileError(f"{said}{meant(name, there)}")
    return trees.tree_of(FOLDER, f"{name}.yaml")


def _shape(control: Control, requirement: Requirement) -> str:
    """Return what is wrong with a shape that is asked of a form; empty where nothing is, or none is asked."""
    if requirement.exactly is None:
        return ""
    if not control.names:
        return mistakes.NOT_EXACTLY.format(control=control.id)
    if strange := sorted(set(requirement.exactly) - SHAPE):
        return mistakes.EXACTLY.format(given=", ".join(strange), level=", ".join(sorted(SHAPE)))
    return "" if requirement.exactly else marked("exactly needs at least one name")


def _check(source: Source, tree: Tree, name: str) -> None:
    controls = catalogue()
    for ident, requirement in source.requires.items():
        side = "at_least" if requirement.opens else "at_most" if requirement.exactly is None else "exactly"
        if ident not in controls:
            problem, path = mistakes.NO_CONTROL.format(control=repr(ident)), [ident]
        else:
            problem = controls[ident].accepts(requirement.limit) or _shape(controls[ident], requirement)
            path = [ident, side]
        if problem:
            line, column = place(tree, ["requires", *path])
            raise FileError(f"{name}:{line}:{column}: {problem}")
