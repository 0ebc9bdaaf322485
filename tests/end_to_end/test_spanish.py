"""What people read in another language, through the installed command: nothing of it is left in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests import command, pseudo
from tests.end_to_end.untranslated import SAID, TITLES, Place, english, library
from tests.waiting import LONG
from tools import messages

from hardener.app import Surroundings, audit
from hardener.language import language, speaking
from hardener.letters import digest, host
from hardener.letters.view import View
from hardener.platform import spelled

pytestmark = pytest.mark.long
ROOMS = {
    "audit": ("audit",),
    "week": ("week",),
    "fix": ("fix", "1"),
    "program": ("audit", "{title}"),
    "all": ("audit", "--all"),
    "page": ("audit", "--format", "html"),
    "card": ("card", "{title}"),
    "notice": ("notice",),
    "notice-page": ("notice", "{title}", "--format", "html", "--form", "mail"),
    "plan": ("plan", "--allow", "link", "--allow", "lockout", "--allow", "shared"),
    "plan-left": ("plan", "--left-out"),
    "plan-page": ("plan", "--format", "html"),
    "apply": ("apply", "--yes", "--allow", "lockout"),
    "kept": ("registrants",),
    "purge": ("registrants", "--purge", "--older-than", "3d"),
    "attendance": ("attendance",),
    "runs": ("runs",),
    "history": ("history",),
    "diff": ("diff",),
    "board": ("board", "--month", "{month}"),
}
"""What this test covers, in the order in which it is done."""
FEW = {
    "all": ("audit", "--all"),
    "fix": ("fix", "1"),
    "card": ("card", "{title}"),
    "plan-left": ("plan", "--left-out"),
    "doctor": ("doctor", "--details"),
    "connect": ("connect", "main", "--check"),
}
"""The same, of every platform."""
ONCE = {
    "init": ("--config", "new.toml", "init", "--vendor", "zoom", "--timezone", "America/New_York"),
    "again": ("init", "--vendor", "zoom"),
    "which": ("--config", "new2.toml", "init"),
    "compare": ("adapters", "--compare", "storytime"),
    "compare-page": ("adapters", "--compare", "storytime", "--format", "html"),
    "notices": ("audit",),
}
"""What is the same whatever the platform."""
KEPT = {
    "rules": ("rules",),
    "no-waivers": ("waivers",),
    "waive": (
        "waive",
        "chan.chat_attendee",
        "--program",
        "{title}",
        "--reason",
        "Zwaluw",
        "--by",
        "Bronnen",
        "--until",
        "{until}",
    ),
    "waive-place": ("waive", "1", "--reason", "Zwaluw", "--by", "Bronnen", "--until", "{until}"),
    "waive-too-late": (
        "waive",
        "chan.chat_attendee",
        "--program",
        "{title}",
        "--reason",
        "Zwaluw",
        "--until",
        "2099-01-01",
    ),
    "waive-nothing": ("waive", "chan.xyz", "--program", "{title}", "--reason", "Zwaluw", "--until", "{until}"),
    "waive-nobody": ("waive", "chan.polls", "--program", "Zwaluw", "--reason", "Zwaluw", "--until", "{until}"),
    "attest": ("attest", "1", "--by", "Bronnen", "--until", "{until}"),
    "attest-none": ("attest", "99", "--by", "Bronnen", "--until", "{until}"),
    "attest-read": ("attest", "door.waiting_room", "--program", "{title}", "--by", "Bronnen", "--until", "{until}"),
    "waivers": ("waivers",),
    "snapshot": ("snapshot", "zwaluw.snapshot"),
    "snapshot-none": ("snapshot", "zwaluw.snapshot", "Zwaluw"),
    "notify": ("notify", "list"),
    "notify-test": ("notify", "test"),
    "notify-which": ("notify", "test", "Zwaluw"),
    "schedule": ("schedule", "print", "systemd"),
    "schedule-cron": ("schedule", "print", "cron"),
    "schedule-seldom": ("schedule", "print", "cron", "--every", "7"),
    "sandbox": ("sandbox", "zoom", "--seed", "zwaluw.json", "--write-config", "zwaluw.toml"),
    "sandbox-there": ("sandbox", "zoom", "--write-config", "hardener.toml"),
    "import": ("import", "zwaluw", "hardener.toml"),
    "import-teams": ("import", "teams-policies", "zwaluw.json"),
    "diff-none": ("diff",),
    "diff-last-first": ("diff", "2", "1"),
    "runs-none": ("runs", "99"),
    "history-none": ("history", "Zwaluw"),
}
"""What a library keeps and sets up, in the order in which it is done."""
WHOLE = ("zoom", "webex")
"""Of these all of it is covered."""
DEMO = {"demo": ("demo", "{vendor}")}
DEMOS = ("bigbluebutton", "facebook")
"""Of these the demo as well: one waits for a restart, the other has no API."""


@pytest.fixture(scope="module", params=WHOLE)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with library(request.param, tmp_path_factory.mktemp("library")) as made:
        yield made


def test_nothing_that_people_read_is_left_in_english(place: Place) -> None:
    assert not english(place, {**ROOMS, **FEW})


@pytest.mark.parametrize("vendor", sorted(set(TITLES) - set(WHOLE)))
def test_nothing_is_left_in_english_on_the_other_platforms(tmp_path: Path, vendor: str) -> None:
    with library(vendor, tmp_path) as made:
        assert not english(made, {**FEW, **(DEMO if vendor in DEMOS else {})})


WAIVERS = """\
waivers:
  - {{control: door.waiting_room, program: "*storytime*", by: Bronnen, reason: Zwaluw, until: {soon}}}
  - {{control: door.waiting_room, host: "Zwaluw*", by: Bronnen, reason: Zwaluw, until: {later}}}
  - {{control: chan.polls, connection: main, by: Bronnen, reason: Zwaluw, until: {later}}}
  - {{control: door.registration_required, connection: main, by: Bronnen, reason: Zwaluw, until: {over}}}
  - {{control: door.unique_join_link, connection: main, at_most: unique, by: Bronnen, reason: Zwaluw, until: {tomorrow}}}
attestations:
  - {{control: chan.comments, program: "*storytime*", connection: main, by: Bronnen, on: {over}, until: {today}}}
  - {{control: door.waiting_room, program: "*storytime*", by: Bronnen, on: {over}, until: {later}}}
"""
"""Somebody's word that ends soon, is over, is void, and is of no use."""


def test_nothing_is_left_in_english_of_what_is_the_same_everywhere(tmp_path: Path) -> None:
    with library("facebook", tmp_path) as made:
        made.known |= {"bronnen", "zwaluw", "unique"}
        made.known |= {word for name in messages.VENDORS for word in SAID.findall(spelled(name).casefold())}
        today = datetime.now(ZoneInfo("America/New_York")).date()
        days = {"today": 0, "tomorrow": 1, "soon": 3, "later": 90, "over": -1}
        given = {name: today + timedelta(days=count) for name, count in days.items()}
        (tmp_path / "waivers.yaml").write_text(WAIVERS.format_map(given))
        assert not english(made, ONCE)
        spanish = " ".join(made.run("es", "audit", "--all").out.split())
        until = f"{given['soon'].day}"
        assert (
            f"waivers.yaml: door.waiting_room para el programa *storytime*: aceptado por Bronnen hasta el {until} "
            in spanish
        )
        assert ", dentro de 3 días" in spanish
        assert ", y ese plazo ya pasó" in spanish
        assert ", que es hoy" in spanish
        sides = made.run("es", "demo", "--all").out
        assert re.search(
            r"PLATAFORMA POR PLATAFORMA +abierto: a desconocidos\n +todos +abierto +por corregir", sides
        ), sides
        kept = made.run("es", "audit", "--format", "json").json["notices"]
        assert kept == made.run("en", "audit", "--format", "json").json["notices"]


def test_nothing_is_left_in_english_of_what_a_library_keeps_and_sets_up(tmp_path: Path) -> None:
    with library("zoom", tmp_path) as made:
        made.known |= {"bronnen", "zwaluw", "chan", "xyz", "teams", "policy", "staff", "description", "url", "notify"}
        config = tmp_path / "hardener.toml"
        rules = config.read_text(encoding="utf-8").replace('title = "*"', 'title = "*storytime*"')
        config.write_text(f'{rules}[notify.staff]\nleast = "high"\n', encoding="utf-8")
        made.run("en", "audit")
        left = english(made, KEPT)
        assert not left, json.dumps(left, indent=1, ensure_ascii=False)
        assert "<!-- En su propia sesion, donde el llavero" in made.run("es", "schedule", "print", "windows").out


GONE = {
    "told": ("--lang", "es", "audit"),
    "en": ("--lang", "en", "audit", "--format", "json"),
    "es": ("--lang", "es", "audit", "--format", "json"),
}


def test_what_a_vendor_did_not_answer_is_told_in_the_reader_s_language(tmp_path: Path) -> None:
    with library("zoom", tmp_path) as made:
        secret = "HARDENER_MAIN_CLIENT_SECRET"
        right, made.environ[secret] = made.environ[secret], "wrong"
        refused = made.run("es", "audit")
        assert "INCOMPLETO: main: el proveedor respondió 401 (invalid_client)" in refused.out
        assert "guarde lo correcto: hardener connect main" in " ".join(refused.out.split())
        made.environ[secret] = right
    # Nobody answers any more, and each audit tries again and again before it gives up: so all of them do it at once,
    # with a store of its own, as those that share one wait for each other's log-in.
    asked = {key: made.start(f"{key}.sqlite3", *words) for key, words in GONE.items()}
    gone = {key: process.communicate(timeout=LONG) for key, process in asked.items()}
    assert not [said for said, complained in gone.values() if "Traceback" in said + complained]
    assert "INCOMPLETO: main: no se pudo llegar a 127.0.0.1: " in gone["told"][0]
    unread = {key: json.loads(gone[key][0])["connections"][0]["error"] for key in ("en", "es")}
    assert unread["en"] == unread["es"]
    assert made.run("es", "audit", "--connection", "Zwaluw").err.startswith(
        "hardener: no hay ninguna conexión 'Zwaluw'"
    )


def test_each_platform_is_among_them() -> None:
    assert set(TITLES) == set(messages.VENDORS)


def test_no_letter_has_a_line_in_english(place: Place) -> None:
    here = Surroundings(config_path=place.folder / "hardener.toml", store_place="", environ=place.environ)
    report = audit(here)
    view = View(library="Maple", zone=ZoneInfo("America/New_York"), made=report.made)
    with speaking(language(pseudo.CODE, str(place.folder))):
        told = [digest.digest(report, digest.Before(counts={}), view)]
        for row in report.rows(programs=True):
            start = row.program.start if row.program is not None else None
            if start is not None and not row.apart:
                profile = report.profiles[row.profile]
                told += [host.not_checked(row.title, start, view)]
                told += filter(None, [host.day_before(row, start, profile, view, ready=True)])
    assert len(told) > 20
    for each in told:
        assert f'<html lang="{pseudo.CODE}">' in each.html
        assert not place.left(f"{each.title}\n{each.body}"), each.body


def test_a_card_is_spanish_by_the_configuration_and_the_option_beats_it(place: Place) -> None:
    config = place.folder / "hardener.toml"
    spanish = config.with_name("spanish.toml")
    spanish.write_text(config.read_text(encoding="utf-8").replace("[library]", '[library]\nlanguage = "es"'))
    words = ("--config", str(spanish), "card", place.title)
    page = command.run(words, place.folder, place.environ, text="").out
    assert '<html lang="es">' in page
    assert "Hasta aquí llegamos por hoy. Ustedes no hicieron nada malo." in page
    english = command.run(("--lang", "en", *words), place.folder, place.environ, text="").out
    assert '<html lang="en">' in english
    assert "We stop here for today." in english


def test_what_programs_read_is_the_same_in_every_language(place: Place) -> None:
    def findings(lang: str) -> list[Any]:
        return [found["sentence"] for found in place.run(lang, "audit", "--format", "json").json["findings"]]

    assert findings("es") == findings("en")


def test_a_language_that_is_not_there_is_one_line(place: Place) -> None:
    ran = place.run("tlh", "audit")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "hardener: no language 'tlh'; there are: en, es, qps\n"
