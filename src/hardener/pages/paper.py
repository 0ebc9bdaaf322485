"""The templates, and what they may do: fill in text, which is escaped, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, LiteralString

from hardener.language import code, ended, known, marked, ntr, tr
from hardener.report.retell import path, retold
from hardener.report.safe import terminal

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = files("hardener.pages").joinpath("templates")
SENTENCE = 400
"""Characters of a vendor's or a person's sentence that a page shows."""
_DOMAIN = re.compile(r"@[^\s,;]*")
_STEP = re.compile(r" > ")
UNTITLED = marked("(no title)")


def filled(template: str, **values: object) -> str:
    """Return a page: `template`, a name in the folder, with everything in it that it asks for."""
    # Escaping is on for all of them, and a name that is not given is an error, not an empty text.
    return _environment().get_template(template).render({**values, "lang": code()})


def title(said: str) -> str:
    """Return somebody's title as a page shows it: clean, on one line and cut."""
    return terminal(said) or tr(UNTITLED)


def sentence(said: str) -> str:
    """Return what a vendor or a person said: clean, and cut where it is very long."""
    return terminal(said, SENTENCE)


def staff(name: str) -> str:
    """Return how a page names who works for the library: the part before the @."""
    return title(_DOMAIN.sub("", name)) if name else ""


def steps(where: str) -> Sequence[str]:
    """Return the clicks of a path in a vendor's menu, `Meetings > Edit`, one by one."""
    return _STEP.split(sentence(path(where)))


def _said(said: LiteralString, **values: object) -> Markup:
    """Return a sentence of a template: its marks are ours, and what goes into it is escaped."""
    return _escaped(tr(said), values)


def _counted(one: LiteralString, many: LiteralString, count: int, **values: object) -> Markup:
    """Return a sentence of a template that goes with a count."""
    return _escaped(ntr(one, many, count, **{name: f"{{{name}}}" for name in values}), values)


def _escaped(said: str, values: Mapping[str, object]) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415 - only pages have a use for it

    return Markup(ended(Markup(said).format_map(values))) if values else Markup(said)  # noqa: S704 - `said` is no data


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - only pages have a use for it

    made = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "title": title,
        "sentence": sentence,
        "staff": staff,
        "steps": steps,
        "known": known,
        "retold": retold,
    }
    made.globals |= {"_": _said, "_n": _counted}
    return made


def _text(name: str) -> str | None:
    found = FOLDER.joinpath(name)
    return found.read_text(encoding="utf-8") if found.is_file() else None
