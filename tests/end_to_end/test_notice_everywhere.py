"""The notice of every profile on every platform, as its programs are found and after an apply: short, plain and true."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from pydantic import JsonValue
from tests import command
from tests.end_to_end.library import EVERYTHING
from tests.notice import reading

from hardener import adapter, profile
from hardener.app.noticing import noticed
from hardener.app.surroundings import Surroundings
from hardener.catalog import CATALOGUE
from hardener.language import language, speaking
from hardener.model import Status, Value
from hardener.notice.choosing import Notice
from hardener.notice.table import Form
from hardener.profile import Requirement
from hardener.report.notice import run_on
from hardener.results import Report
from hardener.sandbox import Server, serve, simulator

pytestmark = [pytest.mark.long, pytest.mark.process]
PROFILES = [name for name in profile.builtin() if profile.load(name).judges == "programs"]
OWN = """
[library]
name = "Maple County Library"
[notice]
help = "call 555-0100, two weeks before if you can"
privacy = "privacy@library.example or 555-0101"
other_ways = ["Dial-a-Story, 555-0111", "storytime in the branch, Saturday at 10"]
law = "State law protects the records of what you borrow and attend."
[notice.es]
help = "llame al 555-0100, dos semanas antes si puede"
privacy = "privacy@library.example o 555-0101"
other_ways = ["Cuentos por teléfono, 555-0111", "hora de cuentos en la sucursal, sábado a las 10"]
law = "La ley del estado protege los registros de lo que usted pide y de los programas a los que asiste."
"""


@pytest.mark.parametrize("vendor", adapter.installed())
def test_every_notice_is_short_plain_and_rests_on_what_is_set(tmp_path: Path, vendor: str) -> None:
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    titles: list[str] = []
    left = PROFILES
    while left:  # a platform with few programs is looked at again, as it was, with the profiles that are left
        with serve(kind.from_seed(seed, clock=time.time)) as server:
            connection, secrets = configured(server, seed, vendor)
            environ = {**os.environ, **secrets, "HARDENER_STORE": str(tmp_path / "hardener.sqlite3"), "COLUMNS": "200"}
            with pytest.MonkeyPatch.context() as patch:
                for name, value in environ.items():
                    patch.setenv(name, value)
                titles = titles or titled(tmp_path, connection)
                write(tmp_path, connection, dict(zip(titles, cycle(left), strict=False)))
                looks = [looked_at(tmp_path)]
                asked = ("apply", "--yes", "--max-changes", "9999", "--even-if-live", *EVERYTHING)
                if getattr(adapter.load(vendor), "api", True):
                    command.run(asked, tmp_path, environ, timeout=300)
                looks.append(looked_at(tmp_path))
        for report, notices in looks:
            assert {row.profile for row in report.rows(programs=True)} == set(left[: len(titles)])
            for notice in notices:
                rests_on_findings(report, notice)
        left = left[len(titles) :]


def titled(folder: Path, connection: str) -> list[str]:
    """Return the titles of all programs."""
    write(folder, connection, {})
    report = noticed(Surroundings.of(folder / "hardener.toml")).report
    return sorted({row.title for row in report.rows(programs=True)})


def configured(server: Server, seed: Mapping[str, JsonValue], vendor: str) -> tuple[str, dict[str, str]]:
    """Return a connection as it stands in a configuration, and its secrets as an environment has them."""
    options, secrets = server.connection(seed)
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**options, "vendor": vendor}.items()]
    text = "\n".join(["[connections.main]", *lines, f'[notice.rules]\n{vendor} = "library.example/rules"'])
    return text, {f"HARDENER_MAIN_{name.upper()}": str(value) for name, value in secrets.items()}


def write(folder: Path, connection: str, profiles: Mapping[str, str]) -> None:
    """Write a configuration that gives each title its profile."""
    rules = [f'[[programs]]\ntitle = {json.dumps(title)}\nprofile = "{name}"' for title, name in profiles.items()]
    (folder / "hardener.toml").write_text("\n".join(['default = "storytime"', *rules, OWN, connection]))


def looked_at(folder: Path) -> tuple[Report, list[Notice]]:
    """Look, and return what was found with the full notices, each of which is held to be read by anybody."""
    found = noticed(Surroundings.of(folder / "hardener.toml"))
    for code in ("en", "es"):
        for form in Form:
            for notice in found.notices(form, code):
                with speaking(language(code)):
                    text = run_on(notice.lines)
                assert not reading.too_hard(text, code), (notice.rows[0].profile, notice.rows[0].title)
                assert form is not Form.FULL or len(text.split()) <= reading.WORDS, text
                assert "library.example/rules" in text or form in {Form.SHORT, Form.SLIDE} or code == "es"
    return found.report, found.notices(Form.FULL, "en")


def rests_on_findings(report: Report, notice: Notice) -> None:
    """Hold what a notice rests on against what the audit, which judges by itself, has found on the same program."""
    assert all(line.check or line.rests for line in notice.lines)
    for row in notice.rows:
        for found in row.findings:
            if found.control in notice.facts and found.actual != "attested":
                told = (row.title, found.control, notice.facts[found.control], found)
                assert found.status in {Status.PASS, Status.FAIL, Status.WAIVED}, told
                requirement = report.profiles[row.profile].requires[found.control]
                meets = is_met(found.control, requirement, notice.facts[found.control])
                assert meets == (found.status is Status.PASS), told


def is_met(control: str, requirement: Requirement, value: Value) -> bool:
    """Tell whether a state meets a requirement, by what both of these words mean."""
    known, limit = CATALOGUE[control], requirement.limit
    if isinstance(value, tuple):
        assert isinstance(limit, tuple)
        return set(limit) <= set(value) if requirement.opens else set(value) <= set(limit)
    rank, most = known.rank(value), known.rank(limit)
    return rank >= most if requirement.opens else rank <= most
