"""The JSON reports: each finding once and programs that point to it, or all of it in full; both say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
from tests.end_to_end.library import Library, library, small, story
from tests.made import NOW

from hardener.findings import FindingSet
from hardener.model import Finding, Program, Severity, Status
from hardener.report import json_flat, json_report
from hardener.results import Report, Row

WAIVED = "waivers:\n  - {control: rec.auto, program: '82', by: director, reason: archive, until: %s}\n"


def resolved(report: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield of every row its target and its findings, as whoever reads the numbers gets them."""
    for row in (*report["programs"], *report["targets"]):
        yield row["target"], [report["findings"][number] for number in report["sets"][row["set"]]]


def of_row(finding: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Return a finding of the long report as the short one has it: without whose it is."""
    short = {k: v for k, v in finding.items() if k not in {"connection", "program", "title", "next_start"}}
    above = finding["governing"]
    if above is not None and above["target"] == target:
        short["governing"] = {**above, "target": None, "title": None}
    return short


def looked(made: Library, style: str) -> dict[str, Any]:
    return made.run("audit", "--format", style, expect=0).json


def test_both_say_the_same_and_fit_their_schemas(tmp_path: Path) -> None:
    programs = (story(81), story(82, auto_recording="cloud"), story(83, topic="Toddler Storytime"))
    with library(tmp_path, small(*programs)) as made:
        (tmp_path / "waivers.yaml").write_text(WAIVED % (datetime.now(UTC).date() + timedelta(weeks=9)))
        short, flat = looked(made, "json"), looked(made, "json-flat")
    jsonschema.validate(short, json_report.schema(), cls=jsonschema.Draft202012Validator)
    jsonschema.validate(flat, json_flat.schema(), cls=jsonschema.Draft202012Validator)
    assert (short["format"], flat["format"]) == (2, 1)
    rows = (*flat["programs"], *flat["targets"])
    assert dict(resolved(short)) == {row["target"]: [of_row(f, row["target"]) for f in row["findings"]] for row in rows}
    assert short["counts"] == flat["counts"]
    by_id = {program["id"]: program["set"] for program in short["programs"]}
    assert by_id["81"] == by_id["83"] != by_id["82"], "programs that came to the same point to one set"
    texts = [json.dumps(finding) for finding in short["findings"]]
    assert len(set(texts)) == len(texts)
    assert len({tuple(numbers) for numbers in short["sets"]}) == len(short["sets"])
    assert sorted({n for numbers in short["sets"] for n in numbers}) == list(range(len(texts)))


def big(programs: int) -> Report:
    """Return a report of so many programs of 93 findings, every fiftieth unlike the others."""
    finding = Finding(
        connection="main", control="chan.chat_attendee", status=Status.FAIL, severity=Severity.HIGH,
        expected="at most hosts", actual="everyone", sentence="Anyone with the link can write to everyone", governing="",
        setting="settings.chat", raw="true", by_hand="zoom.us > Meetings > the meeting > Edit > Options",
    )  # fmt: skip
    usual = [replace(finding, control=f"chan.{number}") for number in range(93)]
    report = Report(made=NOW, version="0", library="", start=NOW, end=NOW + timedelta(weeks=4))
    for number in range(programs):
        odd = [replace(usual[0], raw=str(number))] if number % 50 == 0 else usual[:1]
        start = NOW + timedelta(hours=number)
        program = Program(id=str(81234560000 + number), kind="meeting", host_name="story@…", start=start, minutes=30)
        report.add(
            Row(
                connection="main", vendor="zoom", target=f"meeting/{program.id}", title=f"Baby Storytime number {number}",
                program=program, profile="storytime", door="shared-secret", found=FindingSet.of((*odd, *usual[1:])),
            )
        )  # fmt: skip
    return report


def test_it_grows_with_the_programs_and_not_with_their_findings() -> None:
    text = "".join(json_report.render(big(2000)))
    assert len(text) < 2_000_000
    jsonschema.validate(report := json.loads(text), json_report.schema(), cls=jsonschema.Draft202012Validator)
    assert (len(report["findings"]), len(report["sets"]), len(report["programs"])) == (93 + 40, 41, 2000)
    assert sum(len(found) for _, found in resolved(report)) == report["counts"]["statuses"]["fail"] == 2000 * 93


def test_findings_stand_in_the_order_of_the_profile(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        (tmp_path / "mine.yaml").write_text(
            "profile: mine\ntitle: Mine\naudience: children\nrequires:\n"
            "  rec.auto: {at_most: none}\n  chan.chat_attendee: {at_most: 'off'}\n  door.waiting_room: {at_most: everyone}\n"
        )
        report = made.run("audit", "--profile", str(tmp_path / "mine.yaml"), "--format", "json").json
    (found,) = [found for target, found in resolved(report) if target == "meeting/81"]
    assert [f["control"] for f in found] == ["rec.auto", "chan.chat_attendee", "door.waiting_room"]
