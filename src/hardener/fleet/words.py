"""The words of the command line that one library's work takes, as a `Task` carries them. Pure."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Never

from hardener.errors import AskedError
from hardener.model import Risk, Severity


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        """Raise `AskedError`: nothing here ends the process."""
        raise AskedError(message)


def _parser() -> _Parser:
    made = _Parser(add_help=False, allow_abbrev=False)
    made.add_argument("--weeks", type=int)
    made.add_argument("--fail-on", choices=[each.value for each in Severity], default=Severity.LOW.value)
    made.add_argument("--allow", action="append", choices=[each.value for each in Risk], default=[])
    made.add_argument("--max-changes", type=int)
    made.add_argument("--operator")
    made.add_argument("--reason", default="")
    made.add_argument("--even-if-live", action="store_true")
    made.add_argument("--expect", default="")
    made.add_argument("--resume", action="store_true")
    return made


class Words(argparse.Namespace):
    """What was asked for."""

    weeks: int | None
    fail_on: str
    allow: list[str]
    """Opt-ins."""
    max_changes: int | None
    operator: str | None
    reason: str
    even_if_live: bool
    expect: str
    """The fingerprint of the plan that was agreed to."""
    resume: bool


def read(options: Sequence[str]) -> Words:
    """Return what a task's `options` ask for. Raises `AskedError` for a word that is none of them."""
    return _parser().parse_args(list(options), Words())
