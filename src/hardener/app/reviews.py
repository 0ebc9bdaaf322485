"""Where reviews are, what they say today, and how something is added to one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from hardener.adapter import installed
from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_whole
from hardener.errors import AskedError
from hardener.files import YAML_LIMIT, FileError, NoFileError, read_text
from hardener.http.lockfile import locked
from hardener.model import Notice
from hardener.nearest import meant
from hardener.platform import spelled
from hardener.review import file
from hardener.review.judging import Verdict, judge
from hardener.review.naming import FOLDER, key_of
from hardener.review.notices import notices
from hardener.review.policy import policy_page
from hardener.review.record import Answer, Decision, Review
from hardener.review.said import NOT_LOOKED, UNREADABLE
from hardener.waive import day_in

PAST, ENDING = "past", ".yaml"
"""Within the folder, that of reviews which another has followed."""


@dataclass(frozen=True)
class Kept:
    """One review that is there, or the reason why it cannot be read."""

    key: str
    """The name of its file, without the ending: the adapter's, where there is one."""
    verdict: Verdict | None
    error: str = ""

    @property
    def name(self) -> str:
        """Return the platform's own name."""
        if self.key in installed():
            return spelled(self.key)
        said = self.verdict.review.platform if self.verdict is not None else ""
        return said if key_of(said, installed()) == self.key else self.key  # or one file could pass for another's


def folder(context: Surroundings) -> Path:
    """Return where reviews are, or would be."""
    return context.config_path.parent / FOLDER


def path_of(context: Surroundings, key: str) -> Path:
    """Return where the review with this key is, or would be."""
    return folder(context) / f"{key}{ENDING}"


def platform_key(name: str) -> str:
    """Return the key of the platform that a person means. Raises `AskedError` where nothing can be called so."""
    found = key_of(name, installed())
    if not found:
        raise AskedError(f"PLATFORM: {name!r} is no name that a file can have; use letters or figures")
    return found


def today(context: Surroundings) -> date:
    """Return the date in the library's time zone; in UTC without a configuration."""
    return day_in(context.zone, context.now())


def kept(context: Surroundings) -> list[Kept]:
    """Return every review, by name; one that cannot be read is among them. Raises `FileError`."""
    try:
        names = sorted(path.stem for path in folder(context).iterdir() if path.suffix == ENDING and path.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"{folder(context)}: cannot read it: {error.strerror}") from None
    return [_kept(context, key) for key in names]


def _kept(context: Surroundings, key: str) -> Kept:
    try:
        return Kept(key, verdict_of(context, key))
    except FileError as error:
        return Kept(key, None, str(error))


def verdict_of(context: Surroundings, key: str) -> Verdict:
    """Return what a review comes to today. Raises `FileError`."""
    text = read_text(path_of(context, key), YAML_LIMIT)
    return judge(_read(context, key, text), today(context))


def _read(context: Surroundings, key: str, text: str) -> Review:
    return file.read(text, now=context.now(), zone=context.zone, name=str(path_of(context, key)))


def asked_for(context: Surroundings, key: str) -> Verdict:
    """Return the same of a review that a person named. Raises `AskedError` where there is none, `FileError`."""
    try:
        return verdict_of(context, key)
    except NoFileError:
        others = [each.key for each in kept(context)]
        said = f"there is no review of {key} ({path_of(context, key)}); begin it with: hardener review start {key}"
        raise AskedError(f"{said}{meant(key, others)}") from None


def start(context: Surroundings, key: str, review: Review, found: Sequence[Answer], *, again: bool) -> Path | None:
    """Write the file of a review, with what a look answers; return where the one before it was put, if there was one.

    Raises `AskedError` where there is one already, unless it is decided and is to be made `again`; `FileError`.
    """
    path = path_of(context, key)
    with _alone(context):
        try:
            text = read_text(path, YAML_LIMIT)
        except NoFileError:
            before = None
        else:
            before = _aside(context, key, text, again=again)
            review = review.model_copy(update={"before": f"{PAST}/{before.name}"})
        made = file.begun(review)
        for answer in found:
            made = file.added(made, answer, now=context.now(), zone=context.zone, name=str(path))
        write_whole([made], path.resolve())
    return before


def _aside(context: Surroundings, key: str, text: str, *, again: bool) -> Path:
    """Keep the text of a decided review among those of the past; the file itself stays until another follows."""
    path, known = path_of(context, key), _read(context, key, text)
    if known.decision is None or not again:
        more = "" if known.decision is None else "; it is decided: --again begins the next"
        raise AskedError(f"{path} is there already, begun on {known.started.date()}{more}")
    _made(path.parent / PAST)
    aside = _free(f"{key}-{known.started:%Y-%m-%d-%H%M%S}", path.parent / PAST, text)
    write_whole([text], aside)
    return aside


def _free(name: str, folder: Path, text: str) -> Path:
    """Return where `text` is in a folder, or may be put: who went on from a copy has left its beginning in it."""
    for number in count(1):
        place = folder / f"{name}{'' if number == 1 else f'-{number}'}{ENDING}"
        try:
            if read_text(place, YAML_LIMIT) == text:
                break
        except NoFileError:
            break
    return place


def add(context: Surroundings, key: str, entries: Callable[[Review], Sequence[Answer | Decision]]) -> Review:
    """Write into a review what `entries` returns for it as it is now, all or none; return it as it was before.

    Of two processes at once one waits for the other. Raises `AskedError` where there is no such review, `FileError`.
    """
    asked_for(context, key)
    path = path_of(context, key)
    with _alone(context):
        text = made = read_text(path, YAML_LIMIT)
        before = _read(context, key, text)
        for entry in entries(before):
            made = file.added(made, entry, now=context.now(), zone=context.zone, name=str(path))
        if read_text(path, YAML_LIMIT) != text:  # somebody who writes by hand waits for nobody
            raise AskedError(f"{path} was changed by somebody else in this moment; try again")
        if len(made.encode()) > YAML_LIMIT:
            raise AskedError(f"{path} would be too large to be read again; begin the next (review start --again)")
        if made != text:
            write_whole([made], path.resolve())
    return before


@contextmanager
def _alone(context: Surroundings) -> Iterator[None]:
    """Keep other processes from writing reviews until the block ends. Raises `FileError`."""
    _made(folder(context))
    with locked(folder(context) / ".lock", f"{folder(context)} is being written by another process; try again"):
        yield


def _made(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{place}: cannot make the folder: {error.strerror}") from None


def told(context: Surroundings, platforms: set[str] | None) -> Iterator[Notice]:
    """Yield what should be said of reviews after an audit: of these `platforms`, by key, or of all.

    A review that cannot be read is said, and keeps nobody from looking.
    """
    try:
        found = kept(context)
    except FileError as error:
        yield Notice(NOT_LOOKED.format(why=error), f"unread {folder(context)}")
        return
    day = today(context)
    used = set(_vendors(context)) if context.config_path.exists() else set()
    for each in found:
        if platforms is None or each.key in platforms:
            name = f"{FOLDER}/{each.key}{ENDING}"
            if each.verdict is None:
                yield Notice(UNREADABLE.format(why=each.error), f"unread {name}")
            else:
                yield from notices(name, each.verdict, day, used=each.key in used)


def policies(context: Surroundings) -> dict[str, str]:
    """Return where privacy policies are read, by key of the platform, where a review says so. Raises `FileError`."""
    each = ((one.key, policy_page(one.verdict)) for one in kept(context) if one.verdict is not None)
    return {key: page for key, page in each if page}


def lacking(context: Surroundings) -> list[str]:
    """Return the names of configured platforms that have no review, by name; nothing without a configuration."""
    if not context.config_path.exists():
        return []
    there = {each.key for each in kept(context)}
    return sorted({spelled(vendor) for vendor in _vendors(context) if vendor not in there})


def _vendors(context: Surroundings) -> Iterator[str]:
    return (connection.vendor for connection in context.config.connections.values())
