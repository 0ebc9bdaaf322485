"""Where waivers.yaml is, what it says today, and how an entry is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from hardener.app.surroundings import Surroundings, login
from hardener.app.writing import write_whole
from hardener.errors import AskedError
from hardener.files import YAML_LIMIT, NoFileError, read_text
from hardener.filled import said_of
from hardener.language import tr
from hardener.waive import Waivers, day_in
from hardener.waiver import Attestation, Either, Waiver
from hardener.waivers_file import NAME, OVER, added, read, wrong


class EntryError(AskedError):
    """A key of a new entry is not what it should be."""

    def __init__(self, key: str, message: str) -> None:
        """Say what is wrong with `key`; empty where it is the entry as a whole."""
        super().__init__(message)
        self.key = key


def today(context: Surroundings) -> date:
    """Return the date in the library's time zone."""
    return day_in(ZoneInfo(context.config.library.timezone), context.now())


def waivers_on(context: Surroundings, day: date) -> Waivers:
    """Return what waivers.yaml, beside the configuration, says on `day`; nothing without one. Raises `FileError`."""
    return read(text_of(context), today=day, name=str(path_of(context)))


def path_of(context: Surroundings) -> Path:
    """Return where waivers.yaml is, or would be."""
    return context.config_path.parent / NAME


def text_of(context: Surroundings) -> str:
    """Return the text of waivers.yaml, empty where there is none. Raises `FileError`."""
    path = path_of(context)
    try:
        return read_text(path, YAML_LIMIT)
    except NoFileError:
        return ""


def entry_of(model: type[Waiver | Attestation], given: Mapping[str, object], day: date) -> Either:
    """Return the entry that has the keys of `given` which are not None, by whoever is logged in unless told.

    Raises `EntryError`, also where it is over on `day`.
    """
    known = {"by": login()} | {key: value for key, value in given.items() if value is not None}
    try:
        entry = model.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise EntryError(_key(first["loc"]), said_of(first)) from None
    problem = wrong(entry, day)
    if problem is None and entry.over(day):
        problem = "until", OVER.format(until=entry.until, today=day)
    if problem is not None:
        raise EntryError(_key(problem), problem[1])
    return entry


def add(context: Surroundings, entries: Sequence[Either]) -> list[Either]:
    """Write entries into waivers.yaml, all or none, and return those that were not there already.

    Raises `FileError`, `AskedError`.
    """
    path, text, day = path_of(context), text_of(context), today(context)
    there = read(text, today=day, name=str(path)).entries
    new, made = [entry for entry in entries if entry not in there], text
    for entry in new:
        made = added(made, entry, today=day, name=str(path))
    if text_of(context) != text:
        raise AskedError(tr("{path} was changed by somebody else in this moment; try again", path=path))
    if new:
        write_whole([made], path.resolve())
    return new


def _key(place: tuple[int | str, ...]) -> str:
    return str(place[0]) if place else ""
