"""The CIS Zoom benchmark, through the installed command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.end_to_end.library import library, small

from hardener import profile
from hardener_zoom.cis import CIS

CAPTIONS = "cis-zoom.1.1.4.7"


def account(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the findings on the account, by control."""
    (row,) = [row for row in report["targets"] if row["target"] == "account/me" and row["profile"] == "cis-zoom"]
    return {finding["control"]: finding for finding in row["findings"]}


def test_every_line_has_its_row_and_every_row_its_line() -> None:
    assert {row.control for row in CIS} == set(profile.load("cis-zoom").requires)
    assert len(CIS) == 126


def test_the_account_is_judged_and_nothing_is_changed(tmp_path: Path) -> None:
    seed = small()
    seed["account"]["settings"]["in_meeting"] = {"chat": True, "annotation": False, "co_host": True}
    seed["account"]["settings"]["recording"] = {"recording_password_requirement": {"length": 6}}
    with library(tmp_path, seed) as made:
        ran = made.run("audit", "--profile", "cis-zoom", "--format", "json")
        found = account(ran.json)
        assert found["cis-zoom.1.1.3.1.1"]["status"] == "fail"
        assert found["cis-zoom.1.1.3.1.1"]["raw"] == "true"
        assert found["cis-zoom.1.1.3.5.1"]["status"] == "pass"
        assert found["cis-zoom.1.1.3.11"]["status"] == "pass"
        assert found["cis-zoom.1.2.6.1"]["status"] == "fail"
        assert not any(finding["fixable"] for finding in found.values())
        assert "Nothing was changed" in made.run("plan", "--profile", "cis-zoom").out
        assert not made.sent("PATCH")


def test_where_it_contradicts_the_library_the_report_says_so(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        told = made.run("audit", "--profile", "cis-zoom").out
        assert "Library profiles keep captions on" in " ".join(told.split())
    assert "captions" in profile.load("cis-zoom").requires[CAPTIONS].why


def test_an_account_that_cannot_be_read_is_not_clean(tmp_path: Path) -> None:
    seed = small()
    seed["apps"][0]["scopes"] = [s for s in seed["apps"][0]["scopes"] if not s.startswith("account")]
    with library(tmp_path, seed) as made:
        ran = made.run("audit", "--profile", "cis-zoom", "--format", "json", expect=3)
        assert {finding["status"] for finding in account(ran.json).values()} == {"error"}
