"""notices.yaml: what was told to families, and on which settings it rests. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, model_validator
from ruamel.yaml import YAML

from hardener import redact
from hardener.language import marked
from hardener.mark import digest
from hardener.model import Model, Value
from hardener.notice import rests
from hardener.notice.choosing import Notice, Silence
from hardener.notice.said import NAME
from hardener.notice.table import Form
from hardener.waiver import Day
from hardener.yamlfile import parse

HEAD = """\
# Notices that families were given, and the settings that they rest on. To be reviewed in git like everything else.
# Written by: hardener notice --publish, the whole file at once. To forget a notice, delete its entry.
"""
_CODE = re.compile(r"[a-z]{2,3}")
_ID = re.compile(r"[a-z_-]+/\S{1,300}")


def _names(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(marked("write a language as en or es"))
    return text


def _control(ident: str) -> str:
    if not rests.known(ident):
        raise ValueError(marked("no such control in the catalogue (see: hardener controls)"))
    return ident


def _target(ident: str) -> str:
    if not _ID.fullmatch(ident):
        raise ValueError(marked("write a program as meeting/81234567890"))
    return ident


State = Annotated[str | int | tuple[str, ...], BeforeValidator(_names)]
Programs = Mapping[str, Mapping[Annotated[str, AfterValidator(_target)], str]]


class Published(Model):
    """One notice, of all programs for which it is the same."""

    date: Day
    """Of the settings that it tells of, in the library's time zone."""
    language: Annotated[str, AfterValidator(_code)]
    form: Form
    fingerprint: str
    facts: Mapping[Annotated[str, AfterValidator(_control)], State]
    """By control, or by what hardener.toml says of a program, what it was: of what the notice tells, and of what it is
    silent of for a reason."""
    programs: Programs
    """By connection and target, their titles, for whoever reviews the file."""

    def titles(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Yield its programs, by connection and target, with their titles."""
        yield from (((name, ident), title) for name, ids in self.programs.items() for ident, title in ids.items())

    @model_validator(mode="after")
    def _as_written(self) -> Self:
        for ident, state in self.facts.items():
            if problem := rests.wrong(ident, state):
                raise ValueError(f"facts: {problem}")
        if self.fingerprint != fingerprint(self.facts):
            raise ValueError(marked("the facts are not those that were written here; publish the notice again"))
        return self


def fingerprint(facts: Mapping[str, Value]) -> str:
    """Return the fingerprint of the controls that a notice rests on, with what each is."""
    return digest(f"{ident} {state!r}" for ident, state in sorted(facts.items()))


class Book(Model):
    """The whole file."""

    notices: tuple[Published, ...] = ()


def read(text: str, name: str = NAME) -> Book:
    """Return what a file says. Raises `FileError`."""
    return parse(text, Book, name) if text.strip() else Book()


def written(book: Book) -> str:
    """Return the text of a file."""
    yaml = YAML(typ="safe", pure=True)
    yaml.width, yaml.allow_unicode, yaml.sort_base_mapping_type_on_output = 1_000_000, True, False  # type: ignore[assignment]
    yaml.default_flow_style = False
    out = io.StringIO()
    yaml.dump(book.model_dump(mode="json"), out)
    return HEAD + out.getvalue()


def added(book: Book, notices: Iterable[Notice], *, day: date, language: str) -> Book:
    """Return the book with these as published on `day`: a program has one notice of each form and language."""
    new = [each for notice in notices for each in _published(notice, day, language)]
    gone = {(one.language, one.form, *where) for one in new for where, _ in one.titles()}
    kept = (_without(one, gone) for one in book.notices)
    return Book(notices=(*(one for one in kept if one.programs), *new))


def _published(notice: Notice, day: date, language: str) -> Iterator[Published]:
    """Yield an entry for all programs whose notice says the same, and is silent for the same reasons."""
    alike: dict[Silence, dict[str, dict[str, str]]] = {}
    for number, row in enumerate(notice.rows):
        programs = alike.setdefault(notice.silent[number] if notice.silent else (), {})
        programs.setdefault(row.connection, {})[row.target] = redact.line(row.title, 80)
    for silent, programs in alike.items():
        facts = dict(sorted({**dict(silent), **notice.facts}.items()))
        yield Published(
            date=day,
            language=language,
            form=notice.form,
            fingerprint=fingerprint(facts),
            facts=facts,
            programs=programs,
        )


def _without(one: Published, gone: set[tuple[str, Form, str, str]]) -> Published:
    left = {
        name: {ident: title for ident, title in ids.items() if (one.language, one.form, name, ident) not in gone}
        for name, ids in one.programs.items()
    }
    return one.model_copy(update={"programs": {name: ids for name, ids in left.items() if ids}})
