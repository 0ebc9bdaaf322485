"""Kinds of tenant by name: their addresses, and what of a baseline does not hold there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.adapters.teams.made import library as teams_library
from tests.adapters.teams.made import small as teams_small
from tests.end_to_end.library import library, small, story
from tests.end_to_end.test_teams import POLICY, imported

from hardener.adapter import AdapterError
from hardener_teams.options import Options as Teams
from hardener_webex.client import Options as Webex
from hardener_zoom.client import Options as Zoom

ADDRESSES = ("api_url", "token_url", "authorize_url", "login_url", "resource")
TENANT = {"tenant": "library.example", "organizers": ["a"]}


@pytest.mark.parametrize(
    ("options", "given", "hosts"),
    [
        (Zoom.of, {}, {"api.zoom.us", "zoom.us"}),
        (Zoom.of, {"cloud": "gov"}, {"api.zoomgov.com", "zoomgov.com"}),
        (Webex.of, {}, {"webexapis.com"}),
        (Webex.of, {"cloud": "gov"}, {"api-usgov.webex.com"}),
        (Teams.of, TENANT, {"login.microsoftonline.com", "graph.microsoft.com"}),
        (Teams.of, {**TENANT, "cloud": "gcc"}, {"login.microsoftonline.com", "graph.microsoft.com"}),
        (Teams.of, {**TENANT, "cloud": "gcc-high"}, {"login.microsoftonline.us", "graph.microsoft.us"}),
        (Teams.of, {**TENANT, "cloud": "dod"}, {"login.microsoftonline.us", "dod-graph.microsoft.us"}),
    ],
)
def test_every_address_of_a_cloud_is_there(options: Any, given: dict[str, Any], hosts: set[str]) -> None:
    found = options(given)
    urls = [getattr(found, name) for name in ADDRESSES if hasattr(found, name)]
    assert {url.split("/")[2] for url in urls} == hosts
    outright = options({**given, "api_url": "https://eu.example/v2"})
    assert outright.api_url == "https://eu.example/v2", "what is given outright wins"


@pytest.mark.parametrize("cloud", ["GOV", "gcch", "", "china", 7, ["gov"], True])
@pytest.mark.parametrize(("options", "given"), [(Zoom.of, {}), (Webex.of, {}), (Teams.of, TENANT)])
def test_a_cloud_that_is_none_is_one_clear_line(options: Any, given: dict[str, Any], cloud: Any) -> None:
    with pytest.raises(AdapterError, match=r"^cloud: .*'(gov|dod)'.* \(a key of a \w+ connection\)$"):
        options({**given, "cloud": cloud})


def test_the_command_names_the_choices(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more='cloud = "usa"') as made:
        wrong = made.run("audit", "--all", expect=2).err
        assert "hardener.toml: connection main: cloud: " in wrong
        assert "'gov'" in wrong
        assert wrong.count("\n") == 1


def findings(report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    targets = [t for t in report["targets"] if t["target"].startswith("account")]
    return {f["control"]: (f["status"], f["note"]) for t in targets for f in t["findings"]}


def test_what_zoom_for_government_does_not_have_is_not_applicable(tmp_path: Path) -> None:
    regions = "cis-zoom.1.1.4.1.1"
    for folder, more, expected in (("a", "", "pass"), ("b", 'cloud = "gov"', "not-applicable")):
        (tmp_path / folder).mkdir()
        with library(tmp_path / folder, small(story(81)), more=more) as made:
            found = findings(made.run("audit", "--profile", "cis-zoom", "--format", "json-flat").json)
            assert found[regions][0] == expected
            assert ("US only" in found[regions][1]) is (folder == "b")
            assert found["cis-zoom.1.1.3.1.1"][0] in {"pass", "fail"}, "the rest is judged as ever"
            made.run("snapshot", "now.snapshot")
            again = made.run("audit", "--from", "now.snapshot", "--profile", "cis-zoom", "--format", "json-flat").json
            assert findings(again) == found, "a snapshot knows which cloud it is of"


def test_what_cisa_leaves_out_for_governments_is_not_applicable(tmp_path: Path) -> None:
    left_out = {f"MS.TEAMS.{n}" for n in ("2.2v2", "2.3v2", "4.1v1", "5.2v2", "5.3v2")}
    with teams_library(tmp_path, teams_small()) as made:
        config = tmp_path / "hardener.toml"
        imported(made, [POLICY])
        before = findings(made.report("--profile", "scuba-teams"))
        assert not [c for c, (status, _) in before.items() if status == "not-applicable"]
        config.write_text(config.read_text().replace('vendor = "teams"', 'vendor = "teams"\ncloud = "gcc"'))
        after = findings(made.report("--profile", "scuba-teams"))
        assert {c for c, (status, _) in after.items() if status == "not-applicable"} == left_out
        assert all("GCC" in after[control][1] for control in left_out)
        assert {c: f for c, f in after.items() if c not in left_out} == {
            c: f for c, f in before.items() if c not in left_out
        }
