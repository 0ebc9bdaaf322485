"""The reader's language: every sentence is written in English where it is made, and another is looked up by it.

The core makes data and English; only what writes for people (screens, pages, letters, messages) asks for a translation,
so what is kept, compared and read by programs is the same in every language. The language is that of whoever is told
something: of a context, never of the process, so two threads may tell two readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import LiteralString

from hardener.errors import HardenerError

ENGLISH = "en"
FOLDER = files("hardener").joinpath("locale")
COMPILED = "hardener.mo"
HOUR = "\u00a0m."
"""How a time of twelve hours ends, where that is an abbreviation."""
NO_WORDS: Mapping[str, Callable[[str], str]] = {}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class LanguageError(HardenerError):
    """There is no such language: which there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language, with all its sentences."""

    code: str
    """As HTML and configurations name it: `es`."""
    said: GNUTranslations
    templates: dict[LiteralString, re.Pattern[str]] = field(default_factory=dict)
    """Of sentences that data brings along with values in them: how each is known again."""


_now: ContextVar[Language | None] = ContextVar("language", default=None)


def languages(more: str = "") -> tuple[str, ...]:
    """Return the codes of all languages; `more` is a folder with others, as a translator has it."""
    found = {each.name for folder in _folders(more) if folder.is_dir() for each in folder.iterdir() if _of(each)}
    return ENGLISH, *sorted(found - {ENGLISH})


def language(code: str, more: str = "") -> Language | None:
    """Return the language with this code, None for English. Raises `LanguageError`."""
    if code in {"", ENGLISH}:
        return None
    if code not in languages(more):
        raise LanguageError(f"no language {code!r}; there are: {', '.join(languages(more))}")
    return _read(code, more)


def _folders(more: str) -> tuple[Traversable, ...]:
    return (Path(more), FOLDER) if more else (FOLDER,)


def _of(folder: Traversable) -> bool:
    return folder.joinpath(COMPILED).is_file()


@cache
def _read(code: str, more: str) -> Language:
    found = next(folder.joinpath(code) for folder in _folders(more) if _of(folder.joinpath(code)))
    with found.joinpath(COMPILED).open("rb") as file:
        return Language(code, GNUTranslations(file))


@contextmanager
def speaking(to: Language | None) -> Iterator[None]:
    """Tell everything in this language until the block ends; None: in English."""
    token = _now.set(to)
    try:
        yield
    finally:
        _now.reset(token)


def spoken() -> Language | None:
    """Return the language in which the reader is told things now; None for English. A new thread takes it along."""
    return _now.get()


def code() -> str:
    """Return the code of that language."""
    to = _now.get()
    return ENGLISH if to is None else to.code


def tr(said: LiteralString, **values: object) -> str:
    """Return a sentence in the reader's language; `{name}` in it is where a value goes, whatever the value holds."""
    to = _now.get()
    if to is None:
        return said.format_map(values) if values else said
    return ended(to.said.gettext(said).format_map(values)) if values else to.said.gettext(said)


def ntr(one: LiteralString, many: LiteralString, count: int, **values: object) -> str:
    """Return the sentence that goes with a count, in it `{count}`: languages differ in their plurals."""
    to = _now.get()
    whole = (one if count == 1 else many) if to is None else to.said.ngettext(one, many, count)
    filled = whole.format_map({"count": count, **values})
    return filled if to is None else ended(filled)


def ended(said: str) -> str:
    """Return a sentence that ends with a time of day, `10:30 a. m.`: its full stop is that of the time."""
    return said.replace(f"{HOUR}.", HOUR)


def marked(said: LiteralString) -> LiteralString:
    """Return a sentence as it is: it is translated where it is told, by `known`."""
    return said


def marked_n(one: LiteralString, many: LiteralString) -> tuple[LiteralString, LiteralString]:
    """Return a sentence that goes with a count as it is, for `ntr`."""
    return one, many


def known(said: str) -> str:
    """Return what data brought along, a sentence of the catalogue as a control's title, in the reader's language.

    What has no translation is somebody's own words, and stays as it is.
    """
    to = _now.get()
    return said if to is None or not said else to.said.gettext(said)


def known_by(
    said: str, templates: tuple[LiteralString, ...], special: Mapping[str, Callable[[str], str]] = NO_WORDS
) -> str:  # fmt: skip
    """Return what the core put together from one of these templates, in the reader's language.

    Values go over as they are, or as they are known themselves; one whose name is in `special`, as that tells it.
    """
    to = _now.get()
    if to is None or not said:
        return said
    if (whole := to.said.gettext(said)) != said:
        return whole
    for template in templates:
        if found := _pattern(to, template).fullmatch(said):
            values = {
                name: special[name](each) if name in special else known_by(each, templates, special)
                for name, each in found.groupdict().items()
            }
            return to.said.gettext(template).format_map(values)
    return said


def _pattern(to: Language, template: LiteralString) -> re.Pattern[str]:
    if template not in to.templates:
        parts = PLACEHOLDER.split(template)
        made = "".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
        to.templates[template] = re.compile(made, re.DOTALL)
    return to.templates[template]
