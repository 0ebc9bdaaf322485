"""A library whose language is one that nobody speaks: whatever of what it is told is in English was not translated."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from tests import command, pseudo
from tools import messages

from hardener.adapter import load
from hardener.app.surroundings import login
from hardener.catalog import catalogue
from hardener.cli import VERBS
from hardener.platform import spelled
from hardener.report.retell import STEP
from hardener.sandbox import serve, simulator
from hardener.vendor import Call

ONE_LINE = {"waive", "attest", "waivers", "snapshot", "notify", "history", "runs", "diff", "import", "sandbox"}
"""What says a line of what it did, or a table as wide as what stands in it."""
FILES = {"rules", "schedule"}
"""What prints a file: of it a person reads the comments, and what a service is called."""
SAYS = re.compile(r"#(?! /)(?!\S)(?!\s\s+[a-z]+ )|Description=|\s*<!--|\s*<Description>")
PASTED = {"notice"}
"""Text that is put somewhere else: whoever shows it folds it."""
TITLES = {
    "zoom": "Winter Storytime Special", "webex": "Toddler Storytime 1", "meet": "Teen Writers (East Branch)",
    "teams": "Everything open at Riverside", "youtube": "Puppet Storytime", "goto": "Baby Storytime 0",
    "bigbluebutton": "Storytime in pajamas, Main", "jitsi": "Homework help", "nextcloud": "Sing-along",
    "facebook": "Baby storytime", "checklist": "Baby storytime",
}  # fmt: skip
"""A program that is told in full, of every platform."""
CONTROL = re.compile("|".join(map(re.escape, catalogue())))
SAID = re.compile(r"(?<![\w-])[A-Za-z]{2,}(?!\w)")
OURS = """
hardener toml yaml json waivers programs audit plan apply undo fix doctor history runs attest rules profiles card allow
link lockout shared open all details left out links expect FILE output TITLE profile New York UTC EST EDT Zoom Webex
account at main Maple storytime API html Personal Meeting Room Skype Los Angeles America PowerShell
application access policy New Grant Cs ApplicationAccessPolicy MapleStudio conferenceCallInfo notice qps help law privacy
"""
"""Commands and their words, files, names of platforms and zones."""


@dataclass
class Place:
    """A library whose language is one that nobody speaks, and all that may stand there as it is."""

    folder: Path
    environ: dict[str, str]
    known: set[str]
    title: str
    vendor: str

    def run(self, lang: str, *words: str) -> command.Ran:
        given = {"title": self.title, "vendor": self.vendor, "month": f"{datetime.now(UTC):%Y-%m}"}
        given["until"] = f"{datetime.now(UTC).date() + timedelta(days=60)}"
        ran = command.run(
            ("--lang", lang, *(word.format(**given) for word in words)), self.folder, self.environ, text=""
        )
        assert "Traceback" not in ran.err, ran.err
        return ran

    def start(self, store: str, *words: str) -> command.Process:
        folder = self.folder / store.partition(".")[0]
        folder.mkdir()
        return command.start(words, self.folder, {**self.environ, "HARDENER_STORE": str(folder / store)})

    def left(self, said: str) -> list[str]:
        """Return the lines that have a word which is neither translated nor data; cut words are data's."""
        said = CONTROL.sub("", re.sub(r"\S*…", "", said))
        return [line for line in said.splitlines() if set(SAID.findall(line.casefold())) - self.known]


def texts(node: Any) -> Iterator[str]:
    """Yield every text of a seed, keys as well: what a vendor answers is data."""
    if isinstance(node, dict):
        yield from map(str, node)
        node = list(node.values())
    if isinstance(node, list | tuple):
        for each in node:
            yield from texts(each)
    elif isinstance(node, str):
        yield node


def scopes(vendor: str) -> Iterator[str]:
    """Yield what a platform calls its permissions."""
    try:
        calls = import_module(f"hardener_{vendor}.calls")
    except ImportError:
        return
    for call in vars(calls).values():
        if isinstance(call, Call):
            yield from (scope for each in call.scopes.values() for scope in each)


def menus(vendor: str) -> Iterator[str]:
    """Yield the vendor's own words: of paths of buttons, and of what a translator keeps as the vendor spells it."""
    spanish = messages.translations(messages.LOCALE / "es")
    for row in load(vendor).settings:
        for said in (row.by_hand, row.note, getattr(row, "advisory", "")):
            message = spanish.get(said) if said else None
            kept = str(message.string) if message is not None else said
            yield from kept.split(STEP)


@contextmanager
def library(vendor: str, folder: Path) -> Iterator[Place]:
    """Serve a platform's sample account to a library in `folder`."""
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    with serve(kind.from_seed(seed, clock=time.time)) as server:
        options, given = server.connection(seed)
        keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in {"vendor": vendor, **options}.items())
        (folder / "hardener.toml").write_text(
            f'[library]\nname = "Maple"\ntimezone = "America/New_York"\nweeks = 1\n[connections.main]\n{keys}'
            '[[programs]]\ntitle = "*"\nprofile = "storytime"\n'
        )
        pseudo.write(folder)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in given.items()}
        environ |= {"COLUMNS": "80", "HARDENER_STORE": str(folder / "store.sqlite3"), "HARDENER_MESSAGES": str(folder)}
        known = {
            word
            for said in (
                *texts(seed),
                *texts(options),
                *menus(vendor),
                *given,
                *scopes(vendor),
                *VERBS,
                OURS,
                login(),
                spelled(vendor),
            )
            for word in SAID.findall(said.casefold())
        }
        yield Place(folder, environ, known, TITLES[vendor], vendor)


def english(place: Place, rooms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return, room by room, what was not translated, and what a screen of 80 columns does not hold."""
    found: dict[str, list[str]] = {}
    for name, words in rooms.items():
        ran = place.run(pseudo.CODE, *words)
        said = pseudo.text_of(ran.out) if "<html" in ran.out else ran.out
        assert said.strip() or ran.err.strip(), f"{name}: {ran.status}"
        if name.partition("-")[0] in FILES:
            said = "\n".join(line for line in said.splitlines() if SAYS.match(line))
        rest = place.left(f"{said}\n{ran.err}")
        if "<html" not in ran.out and name.partition("-")[0] not in PASTED | FILES | ONE_LINE:
            rest += [line for line in ran.out.splitlines() if len(line) > 80]
        if rest:
            found[name] = rest[:5]
    return found
