"""What is installed where. Pure."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass

from hardener.errors import HardenerError
from hardener.language import tr

WIDTH = 108


class ScheduleError(HardenerError):
    """An installation cannot be written in the wanted format; the message says why and what to do."""


def comment(said: str) -> str:
    """Return a sentence as lines that a file passes over."""
    return "".join(f"# {line}\n" for line in textwrap.wrap(said, WIDTH, break_long_words=False, break_on_hyphens=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where things are; every path is absolute."""

    command: str
    config: str
    folder: str
    """Where the command is run."""
    data: str
    """The folder of the store."""
    user: str
    arguments: tuple[str, ...] = ()
    """More words for the command, before the verb."""
    secrets: tuple[tuple[str, str], ...] = ()
    """Of each secret: the names of its systemd credential and of its environment variable."""
    variables: tuple[str, ...] = ()
    """Environment variables that are set now and that it needs, without their values."""

    def words(self, *verb: str) -> tuple[str, ...]:
        """Return the whole command as words. Raises `ScheduleError` where a path or name has control characters."""
        for path in (self.command, self.config, self.folder, self.data, self.user, *self.arguments):
            if any(unicodedata.category(c) in {"Cc", "Cs"} for c in path):
                raise ScheduleError(
                    tr("{path} holds a line break or another control character; rename it", path=repr(path))
                )
        return self.command, *self.arguments, "--config", self.config, *verb
