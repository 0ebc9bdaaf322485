"""What every made-up library can do: run hardener in its folder, with its surroundings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import update
from tests import command
from tests.command import Process, Ran

from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import GRACE


class Runs:
    """A library that has a folder with a configuration, and what its commands find around them."""

    folder: Path
    environ: dict[str, str]

    def run(self, *words: str, expect: int | None = None, text: str | None = None) -> Ran:
        """Run hardener; with `expect`, the exit status must be that."""
        ran = command.run(words, self.folder, self.environ, text=text or "")
        assert expect is None or ran.status == expect, f"{words}: {ran.status}\n{ran.out[-3000:]}\n{ran.err[-3000:]}"
        assert "Traceback" not in ran.err, ran.err
        return ran

    def start(self, *words: str) -> Process:
        """Start hardener and return at once."""
        return command.start(words, self.folder, self.environ)

    def let_pass(self) -> None:
        """Let the seconds pass that hardener gives to the last request of a process that was ended: here it has come about.

        Where there is no one store, as of a fleet, they are waited for.
        """
        if place := self.environ.get("HARDENER_STORE"):
            with Store(place) as store, store.writing() as connection:
                connection.execute(update(t.lease).values(until=t.lease.c.until - GRACE))

    def report(self, *words: str) -> dict[str, Any]:
        """Return what an audit says of everything."""
        return self.run("audit", "--format", "json-flat", *words).json
