"""What every verb needs beside its surroundings: how much to say, to a terminal or not, and files for people."""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
from tqdm import tqdm

from hardener import redact
from hardener.app.surroundings import Surroundings
from hardener.audit import Progress
from hardener.cli.ending import at_once, say


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
        with (
            tqdm(desc="Reading", unit=" programs", delay=1, disable=not self.bar(), leave=False) as bar,
            at_once(),
        ):
            counts: dict[str, int] = {}

            def progress(name: str, count: int) -> None:
                counts[name] = count
                bar.n = sum(counts.values())
                bar.update(0)

            yield progress


def write_out(pieces: Iterable[str], output: str | None, *, private: bool = False) -> None:
    """Print `pieces`, or write them to the file `output`, whole or not at all.

    A new file is for its owner only; one that others may read already stays so, unless it is `private`.
    """
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    path = Path(output)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open(part, "x", encoding="utf-8", newline="", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.writelines(pieces)
        if path.exists() and not private:
            _as_before(path, part)
        part.replace(path)
    except OSError as error:
        raise click.ClickException(f"{output}: cannot write it: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _as_before(path: Path, part: Path) -> None:
    """Give what takes a file's place its mode and, where that is allowed, its owner: others may have to read it."""
    about = path.stat()
    part.chmod(stat.S_IMODE(about.st_mode))
    with suppress(PermissionError, AttributeError):  # only root gives files away, and there is no chown on Windows
        os.chown(part, about.st_uid, about.st_gid)


class _Redacted(logging.Formatter):
    """Hides secrets and links in every line of the log, whoever wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of the log."""
        return redact.text(super().format(record))


def _log(verbose: int) -> None:
    logger = logging.getLogger("hardener")
    logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO if verbose else logging.WARNING)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_Redacted("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
