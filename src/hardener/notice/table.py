"""The table of sentences (`sentences.yaml`), and when each of them may be said."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import model_validator

from hardener.catalog import CATALOGUE
from hardener.filled import checked
from hardener.language import PLACEHOLDER
from hardener.model import Model, Value
from hardener.trees import tree_of

FOLDER = files("hardener").joinpath("notice")
FILE = "sentences.yaml"
NO_END = 3650
"""Days that are as good as for ever: platforms have a number of days also where nothing is deleted."""
PLATFORM, SIGN_UP, AUDIENCE = "program.platform", "program.sign_up", "program.audience"
"""What is known of a program beside its settings: the platform, where families sign up if not on it, for whom it is."""
ACCOUNT = "program.account"
"""Whose account families would log in with: of Google Meet it is one of Google's."""
OWN = "own."
"""Begins what only the library knows, and says in hardener.toml."""
OURS = frozenset(
    {
        PLATFORM,
        SIGN_UP,
        AUDIENCE,
        ACCOUNT,
        *(OWN + key for key in ("library", "rules", "law", "other_ways", "help", "privacy")),
    }
)
Facts = Mapping[str, Value]
"""What is known for sure: by control, or by one of OURS, what it is."""
Wanted = tuple[str, ...] | Literal["any", "some", "ends", "never-ends"]
Needs = Mapping[str, Wanted]


class Part(StrEnum):
    """The parts of a notice, in their order."""

    JOIN = "join"
    SEEN = "seen"
    RECORD = "record"
    KEEP = "keep"
    OTHER = "other"


class Form(StrEnum):
    """Where a notice is read."""

    FULL = "full"
    SHORT = "short"
    """Three lines, for the text of an event."""
    MAIL = "mail"
    SLIDE = "slide"
    """What is shown, and said aloud, at the start."""


class Row(Model):
    """One sentence, or two that belong together."""

    said: str
    needs: Needs


class Question(Model):
    """What families want to know, and the sentences that may answer it."""

    name: str
    part: Part
    forms: tuple[Form, ...] = (Form.FULL,)
    where: Mapping[str, Wanted] = {}
    """It is there only where this holds."""
    rows: tuple[Row, ...] = ()
    check: str = ""
    """What a person is asked where none of the rows can be said; empty: nothing."""
    asks: tuple[str, ...] = ()
    """A person is asked only where one of these is not known."""

    @property
    def needs(self) -> tuple[Needs, ...]:
        """Return all that it and its sentences need."""
        return (self.where, *(row.needs for row in self.rows))

    @model_validator(mode="after")
    def _stands_on_facts(self) -> Self:
        for row in self.rows:
            if not row.needs:
                raise ValueError(f"{row.said!r} needs nothing: no fact, no sentence")
        for said, needs in ((row.said, {**self.where, **row.needs}) for row in self.rows):
            if strange := set(PLACEHOLDER.findall(said)) - {
                key.partition(".")[2] for key in {*needs, PLATFORM, ACCOUNT}
            }:
                raise ValueError(f"{said!r} tells of {', '.join(strange)}, which it does not need")
        for each in self.needs:
            for key, wanted in each.items():
                _known(key, wanted)
        return self


class Table(Model):
    """The whole file."""

    headings: Mapping[Part, str]
    questions: tuple[Question, ...]


def _known(key: str, wanted: Wanted) -> None:
    """Raise `ValueError` where a sentence needs what nothing can be."""
    if key in OURS:
        return
    if key not in CATALOGUE:
        raise ValueError(f"no control {key!r} in the catalogue")
    if isinstance(wanted, tuple) and (strange := [state for state in wanted if CATALOGUE[key].accepts(state)]):
        raise ValueError(f"{key} is never {', '.join(strange)}")


@cache
def table() -> Table:
    """Return the table that comes with hardener."""
    return checked(tree_of(FOLDER, FILE), Table, FILE)


@cache
def controls() -> tuple[str, ...]:
    """Return every control that a sentence of the table may rest on."""
    each = (needs for question in table().questions for needs in question.needs)
    return tuple(dict.fromkeys(key for needs in each for key in needs if key not in OURS))


def holds(needs: Needs, facts: Facts) -> bool:
    """Tell whether all that is needed is known, and as it is needed."""
    return all(key in facts and _meets(wanted, facts[key]) for key, wanted in needs.items())


def against(needs: Needs, facts: Facts) -> str:
    """Return the first that is needed, and known to be otherwise; empty where none is."""
    return next((key for key, wanted in needs.items() if key in facts and not _meets(wanted, facts[key])), "")


def _meets(wanted: Wanted, found: Value) -> bool:
    if isinstance(wanted, tuple):
        return found in wanted
    if wanted == "some":
        return isinstance(found, tuple) and bool(found)
    if wanted == "any":
        return True
    return isinstance(found, int) and ((found > NO_END) if wanted == "never-ends" else 0 < found <= NO_END)
