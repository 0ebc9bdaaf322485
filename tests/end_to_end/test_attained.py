"""After an apply with every opt-in, what is left open has its reason: no setting, a place for a hand, or another's lock.

Every program that is not ready says on the screen which of these holds it, and none waits for an opt-in alone.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import command
from tests.adapters.connected import opened
from tests.end_to_end.library import EVERYTHING

from hardener import adapter, profile
from hardener.attainable import out_of_reach
from hardener.catalog import catalogue
from hardener.door import ALL_SEE
from hardener.sandbox import serve, simulator

pytestmark = [pytest.mark.long, pytest.mark.process]


@pytest.mark.parametrize("vendor", adapter.installed())
def test_what_is_left_after_every_opt_in_has_no_setting_or_a_place_for_a_hand(tmp_path: Path, vendor: str) -> None:
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    asked = profile.load("storytime")
    with opened(vendor) as (made, _, _):
        settings = made.settings
    with serve(kind.from_seed(seed, clock=time.time)) as server:
        options, secrets = server.connection(seed)
        lines = ["[connections.main]", *(f"{k} = {json.dumps(v)}" for k, v in {**options, "vendor": vendor}.items())]
        rule = ["[[programs]]", 'title = "*"', 'profile = "storytime"']
        (tmp_path / "hardener.toml").write_text("\n".join(['default = "storytime"', *lines, *rule]))
        environ = {**os.environ, **{f"HARDENER_MAIN_{name.upper()}": str(value) for name, value in secrets.items()}}
        environ |= {"HARDENER_STORE": str(tmp_path / "hardener.sqlite3"), "COLUMNS": "200"}
        command.run(
            ("apply", "--yes", "--max-changes", "9999", "--even-if-live", *EVERYTHING), tmp_path, environ, timeout=300
        )
        command.run(("snapshot", "after.snapshot", "--weeks", "1"), tmp_path, environ, timeout=300)
    again = ("audit", "--from", "after.snapshot")
    ran = command.run((*again, "--format", "json-flat"), tmp_path, environ)
    screen = command.run((*again, "--all"), tmp_path, environ).out
    programs: list[dict[str, Any]] = [p for p in json.loads(ran.out)["programs"] if not p["apart"]]
    assert programs
    left = [(p, f) for p in programs for f in p["findings"] if f["status"] == "fail" and not f["fixable"]]
    for program, found in left:
        told = f"{program['target']} {found['control']}: {found['reason']} {found['note']}"
        if found["reason"] == "no-setting":
            where = program["target"].partition("/")[0]
            assert found["control"] in out_of_reach(asked, settings, catalogue(), where), told
        else:
            assert found["by_hand"], told
    closed = [p for p in programs if p["state"] == "As closed as it gets"]
    for program in closed:
        fails = [f["reason"] for f in program["findings"] if f["status"] == "fail"]
        assert fails, program["target"]
        assert set(fails) == {"no-setting"}, program["target"]
    held = [holders(program) for program in programs if program["state"] != "Ready"]
    assert Counter(re.findall(r"^ +not ready: (.+)$", screen, re.MULTILINE)) == Counter(held)
    assert not [each for each in held if not each or (each.startswith("needs your word") and " · " not in each)]


def holders(program: dict[str, Any]) -> str:
    """Return, from what is for machines, what keeps a program from being ready, as people read it."""
    found: Counter[str] = Counter()
    for each in program["findings"]:
        out = each["reason"] == "no-setting"
        if each["status"] == "error":
            found["could not be read"] += 1
        elif each["status"] in {"fail", "waived"} and out:
            found["not on this platform"] += 1
        elif each["status"] == "fail":
            found["needs your word" if each["fixable"] else "by hand"] += 1
        elif each["status"] == "manual" and each["severity"] == "critical" and each["control"] in ALL_SEE:
            found["by hand"] += 1
    order = ("needs your word", "by hand", "not on this platform", "could not be read")
    return " · ".join(f"{name} {found[name]}" for name in order if found[name])
