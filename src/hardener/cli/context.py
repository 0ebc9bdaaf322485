"""What every verb needs beside its surroundings: how much to say, to a terminal or not, and files for people."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click

from hardener import redact
from hardener.app.surroundings import Surroundings, silent
from hardener.app.writing import write_whole
from hardener.audit import Progress
from hardener.cli.ending import at_once, say
from hardener.files import FileError, read_text
from hardener.language import Language, LanguageError, language, languages, speaking

_LANGUAGE = re.compile(r"""^language\s*=\s*["'](\w+)["']""", re.MULTILINE)
"""The language in a configuration that cannot be read as a whole."""
MESSAGES = "HARDENER_MESSAGES"
"""Names a folder with a language that is not shipped yet: a translator sees there how it reads."""


@dataclass(kw_only=True)
class Context(Surroundings):
    """The surroundings of one command."""

    verbose: int
    quiet: bool

    @classmethod
    def start(cls, config_path: str | None, store: str | None, *, verbose: int, quiet: bool) -> Context:
        """Return the surroundings that the command line and the environment give."""
        _log(verbose)
        return cls(
            config_path=Path(config_path or "hardener.toml"),
            store_place=store or "",
            verbose=verbose,
            quiet=quiet,
            environ=dict(os.environ),
        )

    def speaking(self, lang: str | None) -> AbstractContextManager[None]:
        """Write for people in the language `lang`, else as configured, until the block ends. Raises `LanguageError`."""
        more = self.environ.get(MESSAGES, "")
        return speaking(_configured(self.config_path) if lang is None else language(lang, more))

    def colour(self, stream: object) -> bool:
        """Tell whether to use colour: on terminals only, and never with NO_COLOR."""
        tty = getattr(stream, "isatty", lambda: False)()
        return bool(tty) and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def say(self, message: str) -> None:
        """Tell a person something on standard error, unless they asked for quiet."""
        if not self.quiet:
            with suppress(OSError, ValueError):  # nobody listens; what is being done goes on
                click.echo(redact.text(message), err=True)

    def warn(self, message: str) -> None:
        """Say on standard error that something did not work."""
        say(message)

    def bar(self) -> bool:
        """Tell whether progress bars may be shown."""
        return not self.quiet and sys.stderr.isatty()

    @contextmanager
    def reading(self) -> Iterator[Progress]:
        """Show how far reading is; Ctrl-C ends it at once, for it changes nothing."""
        if not self.bar():
            with at_once():
                yield silent
            return
        from tqdm import tqdm  # noqa: PLC0415 - only who looks at a terminal sees it

        with tqdm(desc="Reading", unit=" programs", delay=1, leave=False) as bar, at_once():
            counts: dict[str, int] = {}

            def progress(name: str, count: int) -> None:
                counts[name] = count
                bar.n = sum(counts.values())
                bar.update(0)

            yield progress


def _configured(path: Path) -> Language | None:
    """Return the language that a configuration names; English where it names none, or cannot be used at all."""
    text = ""
    try:
        text = read_text(path) if path.is_file() else ""  # what is no file can be read once only
        return language(tomllib.loads(text)["library"]["language"])
    except tomllib.TOMLDecodeError:
        found = _LANGUAGE.search(text)
        return language(found[1]) if found is not None and found[1] in languages() else None
    except (FileError, LanguageError, ValueError, RecursionError, LookupError, TypeError):
        return None  # whoever needs the configuration is told what is wrong with it


def columns() -> int:
    """Return how wide the terminal is; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def write_out(pieces: Iterable[str], output: str | None, *, private: bool = False, long: bool = False) -> None:
    """Print `pieces`, or write them to the file `output`, whole or not at all. Raises `FileError`.

    A new file is for its owner only; one that others may read already stays so, unless it is `private`.
    What may be `long` is shown a screen at a time, where there is a screen and it is longer.
    """
    if output is None and long and sys.stdin.isatty() and sys.stdout.isatty():
        _paged("".join(pieces))
    elif output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
    else:
        write_whole(pieces, Path(output), private=private)


def _paged(text: str) -> None:
    """Print `text`, through the person's pager where the screen does not hold it."""
    if text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
        click.echo(text, nl=False)
    else:
        click.echo_via_pager(text)


class _Redacted(logging.Formatter):
    """Hides secrets and links in every line of the log, whoever wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of the log."""
        return redact.text(super().format(record))


def _log(verbose: int) -> None:
    # A connection that a signal ended while it was closed is told by what stopped the command, and by no traceback.
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    logger = logging.getLogger("hardener")
    logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO if verbose else logging.WARNING)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_Redacted("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
