"""The notices that families read: made from a look, kept in notices.yaml, and held against each later look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hardener.account import Readable
from hardener.adapter import load
from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_whole
from hardener.config import Config
from hardener.errors import AskedError
from hardener.files import YAML_LIMIT, NoFileError, read_text
from hardener.http.lockfile import locked
from hardener.model import Notice as Said
from hardener.notice.again import Fit, fit_of
from hardener.notice.choosing import Notice, grouped
from hardener.notice.facts import Looking, facts_of
from hardener.notice.fit import Where, gone, unfit
from hardener.notice.published import Book, added, read, written
from hardener.notice.said import NAME
from hardener.notice.table import Facts, Form
from hardener.results import Report, Row


def looking(config: Config, opened: Sequence[Readable], book: Book | None = None) -> Looking:
    """Return what takes note of programs while they are read; with a `book`, only of those that are in it."""
    tables = {account.name: account.adapter.settings for account in opened}
    if book is None:
        return Looking(tables, config.sign_up_of)
    there = {where for one in book.notices for where, _ in one.titles()}
    return Looking(tables, config.sign_up_of, lambda name, ident: (name, ident) in there)


def facts(report: Report, looked: Looking, own: Mapping[str, Mapping[str, str]]) -> list[tuple[Row, Facts]]:
    """Return the programs that were read, soonest first, with all that is known of each; `own` words by vendor."""
    return [
        (row, facts_of(row, read, report.profiles[row.profile], own.get(row.vendor, {}), _account(row.vendor)))
        for row in report.rows(programs=True)
        if (read := looked.found.get((row.connection, row.target))) is not None and not row.unread
    ]


def _account(vendor: str) -> str:
    """Return whose account a vendor's platform asks families for; empty: its own."""
    return getattr(load(vendor), "accounts", "")


def made(  # noqa: PLR0913 - all that a notice is made of
    config: Config, report: Report, looked: Looking, form: Form, language: str, rules: Mapping[str, str]
) -> list[Notice]:
    """Return the notices of all programs, with the library's words in `language`; a personal room is no program.

    `rules`: by vendor, where its privacy rules are read unless the library says so itself.
    """
    words = config.notice.words(language, config.library.language)
    vendors = {connection.vendor for connection in config.connections.values()}
    own = {
        vendor: {"rules": rules.get(vendor, ""), **words.of(vendor), "library": config.library.name}
        for vendor in vendors
    }
    programs = [
        each for each in facts(report, looked, own) if each[0].program is not None and not each[0].program.personal
    ]
    return grouped(programs, form)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Holds what was published against a look."""

    book: Book
    looked: Looking

    def unfit(self, report: Report) -> list[Said]:
        """Return what is to be said of published notices that no longer fit."""
        return unfit(self.book, *self._read(report), report.made.date())

    def fit(self, report: Report) -> Fit:
        """Return how the settings behind published notices stand."""
        return fit_of(self.book, *self._read(report), report.made.date())

    def _read(self, report: Report) -> tuple[dict[Where, Facts], dict[Where, str]]:
        """Return the facts and the title of each program that was read."""
        each = {(row.connection, row.target): (row.title, found) for row, found in facts(report, self.looked, {})}
        return {w: found for w, (_, found) in each.items()}, {w: title for w, (title, _) in each.items()}

    def gone(self, report: Report) -> list[Said]:
        """Return what is to be said of published notices whose program is not there, after a look at all lists."""
        there = {(row.connection, row.target) for row in report.rows(programs=True)}
        return gone(self.book, there, (report.end - report.start).days // 7, report.made.date())


def path_of(context: Surroundings) -> Path:
    """Return where notices.yaml is, or would be: beside the configuration."""
    return context.config_path.parent / NAME


def text_of(context: Surroundings) -> str:
    """Return the text of notices.yaml, empty where there is none. Raises `FileError`."""
    try:
        return read_text(path_of(context), YAML_LIMIT)
    except NoFileError:
        return ""


def book_of(context: Surroundings) -> Book:
    """Return what was published. Raises `FileError`."""
    return read(text_of(context), str(path_of(context)))


def publish(context: Surroundings, notices: Sequence[Notice], day: date, language: str) -> Path:
    """Remember that these notices are given to families; return the file. Of two processes one waits for the other.

    Raises `FileError`, `AskedError`, and `UnreachableError` where another process takes too long.
    """
    path = path_of(context)
    with locked(path.with_name(f".{NAME}.lock"), f"{path} is being written by another process; try again"):
        text = text_of(context)
        new = written(added(read(text, str(path)), notices, day=day, language=language))
        if text_of(context) != text:  # somebody who writes by hand waits for nobody
            raise AskedError(f"{path} was changed by somebody else in this moment; try again")
        if len(new.encode()) > YAML_LIMIT:
            raise AskedError(f"{path} is too large to be read again; delete the entries of programs that are over")
        write_whole([new], path.resolve())
    return path
