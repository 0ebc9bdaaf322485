"""A simulated Zoom account in a process of its own, and a whole audit of one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.alone import COMMAND, Cost, measured, surroundings

THREADS = 8
CONFIG = 'default = "storytime"\n[connections.main]\nvendor = "zoom"\nworkers = {threads}\nplan = "business"\n{options}'
WITHOUT_PACING = "rates = {light = 1000000, medium = 1000000, heavy = 1000000}\n"
"""The pace that Zoom asks for would hide what is measured here."""


@dataclass(frozen=True)
class Account:
    """Where it is, and how hardener logs in to it."""

    url: str
    options: dict[str, Any]
    secrets: dict[str, str]

    def at(self, url: str, certificate: Path | None = None) -> Account:
        """Return the same account at another address, whose certificates are in a file."""
        own = {} if certificate is None else {"ca": str(certificate)}
        return replace(self, url=url, options=json.loads(json.dumps(self.options).replace(self.url, url)) | own)


@dataclass(frozen=True)
class Served(Account):
    """One that is there."""

    process: subprocess.Popen[str]

    def recorded(self, path: Path) -> int:
        """Write what was asked and answered since the last time to `path`, and return how many GETs there were."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(path, file=self.process.stdin, flush=True)
        self.process.stdout.readline()
        return len(gets(path))


def gets(recorded: Path) -> list[str]:
    """Return the targets of all GETs that were recorded."""
    return [target for method, target, *_ in json.loads(recorded.read_text(encoding="utf-8")) if method == "GET"]


@contextmanager
def served(programs: int) -> Iterator[Served]:
    serve = [sys.executable, "-m", "bench.serve", str(programs)]
    process = subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Served(**json.loads(process.stdout.readline()), process=process)
    finally:
        process.terminate()
        process.wait()


def audit(at: Account, folder: Path, store: str) -> Cost:
    """Look at everything and keep it in the file `store`; return what that took."""
    options = {key: value for key, value in at.options.items() if key not in {"vendor", "plan"}}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items())
    text = CONFIG.format(threads=THREADS, options=lines + WITHOUT_PACING)
    (folder / "hardener.toml").write_text(text, encoding="utf-8")
    secrets = {f"HARDENER_MAIN_{name.upper()}": value for name, value in at.secrets.items()}
    words = [str(COMMAND), "audit", "--format", "json", "--output", "report.json"]
    return measured(words, {**surroundings(folder / store), **secrets}, folder, {0, 1, 3})
