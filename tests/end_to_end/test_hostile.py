"""Titles that want to be more than titles, vendors that answer nonsense, and secrets that must not get out."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.library import EVERYTHING, Library, library, small, story

from hardener.report.json_flat import schema

TITLES = {
    201: "\x1b[31mRed\x1b[0m \x1b]0;owned\x07 storytime",
    202: "<script>alert(1)</script><img src=x onerror=alert(1)>",
    203: '=HYPERLINK("http://evil.example","x")',
    204: "+1+1 -2 @SUM(A1)",
    205: "Story\u202etime \u2066abc\u2069 \u200bhidden\u00ad",
    206: "x" * 10_000,
    207: "two\nlines\r\nand\ttabs | pipes",
    208: "[click](javascript:alert(1)) ![](http://evil.example/p.png) `code` **bold** <http://evil.example>",
    209: "https://library.zoom.us/j/81234567890?pwd=hunter2secret",
    210: "\t=1+1",
}
SECRETS = ("s3cretpw", "hunter2secret", "very-secret", "story@example.org", "second@example.org", "pwd=")


def hostile() -> dict[str, Any]:
    made = small(*(story(number, topic=title, auto_recording="cloud") for number, title in TITLES.items()))
    made["groups"][0]["name"] = "\x1b[2JStory=time <b>"
    made["users"][0]["first_name"], made["users"][0]["last_name"] = "=cmd|' /C calc'!A0", "\x1b[31mHost"
    return made


def hidden(text: str) -> list[str]:
    """Return the characters that a reader does not see, but for line breaks."""
    return [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with library(tmp_path_factory.mktemp("hostile"), hostile()) as opened:
        yield opened


@pytest.mark.parametrize("words", [("audit",), ("audit", "--details"), ("plan", *EVERYTHING), ("plan", "--details")])
def test_a_terminal_is_only_printed_on(made: Library, words: tuple[str, ...]) -> None:
    out = made.run(*words).out
    assert not hidden(out)
    assert max(len(line) for line in out.splitlines()) < 400
    assert "owned" in out, "it is shown, as text"


def test_a_table_fits_the_screen(made: Library) -> None:
    assert max(len(line) for line in made.run("audit", "--all").out.splitlines()) <= 110


def test_a_spreadsheet_sees_text_only(made: Library) -> None:
    rows = list(csv.reader(io.StringIO(made.run("audit", "--format", "csv").out)))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not hidden(cell)
        assert "\n" not in cell


def test_markdown_gives_it_no_meaning(made: Library) -> None:
    out = made.run("audit", "--format", "markdown").out
    assert not hidden(out)
    assert "<script" not in out
    assert "<img" not in out
    assert not re.search(r"(?<!\\)\]\(javascript", out)
    assert not re.search(r"(?<!\\)!\[", out)


def test_json_is_whole_and_as_published(made: Library) -> None:
    report = made.run("audit", "--format", "json-flat").json
    jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)
    assert {program["id"] for program in report["programs"]} == {str(number) for number in TITLES}
    assert not any(hidden(program["title"]) for program in report["programs"])
    wanted = {
        "connection", "program", "title", "next_start", "control", "status", "severity", "expected", "actual",
        "governing", "locked", "note",
    }  # fmt: skip
    for program in report["programs"]:
        for finding in program["findings"]:
            assert wanted <= set(finding)
            assert finding["program"] == program["id"]


def test_nothing_secret_gets_out(tmp_path: Path) -> None:
    with library(tmp_path, hostile()) as opened:
        told = []
        for words in (
            ("-vv", "doctor", "--details"), ("-vv", "audit", "--details"), ("audit", "--format", "json-flat", "--output", "a.json"),
            ("audit", "--format", "csv", "--output", "a.csv"), ("audit", "--format", "markdown", "--output", "a.md"),
            ("-vv", "plan", *EVERYTHING, "--output", "plan.json"), ("-vv", "apply", "--plan", "plan.json", "--expect", "?"),
            ("-vv", "undo", "--yes"), ("runs",),
        ):  # fmt: skip
            seen = json.loads((tmp_path / "plan.json").read_text())["fingerprint"] if "--expect" in words else ""
            ran = opened.run(*(seen if word == "?" else word for word in words))
            told.append(ran.out + ran.err)
        assert "applied" in told[-3], "the saved plan was carried out"
        assert "GET" in told[1], "each request is logged"
        files = [path for path in tmp_path.iterdir() if path.name != "hardener.toml"]
        assert {"a.json", "a.csv", "a.md", "plan.json", "hardener.sqlite3"} <= {path.name for path in files}
        everything = "\n".join(told).encode() + b"\n".join(path.read_bytes() for path in files)
        for secret in SECRETS:
            assert secret.encode() not in everything, secret


FAULTS: dict[str, dict[str, Any]] = {
    "not allowed": {"path": "/meetings/81$", "status": 403, "body": {"code": 4711, "message": "no scope"}},
    "gone": {"path": "/meetings/81$", "status": 404, "body": {"code": 3001, "message": "gone"}},
    "always busy": {"path": "/users/h1/meetings", "status": 500, "body": {"message": "oops"}},
    "cut off": {"path": "/meetings/81$", "truncate": True},
    "wrong type": {
        "path": "/meetings/81$",
        "set": {"settings": "none", "topic": ["x"], "start_time": 7, "duration": {}},
    },
    "a list": {
        "path": "/meetings/81$",
        "set": {"settings.waiting_room": [1], "occurrences": {"a": 1}, "recurrence": 3},
    },
    "host settings gone": {"path": "/users/h1/settings", "drop_key": "in_meeting"},
    "host settings text": {"path": "/users/h1/settings", "set": {"in_meeting": "yes"}},
    "no locks": {"path": "/lock_settings", "drop_key": "in_meeting"},
    "endless pages": {"path": "/users/h1/meetings", "set": {"next_page_token": "again"}},
    "another host": {"path": "/meetings/81$", "redirect": "https://evil.example/v2/meetings/81"},
    "not json": {"path": "/meetings/81$", "status": 200, "body": "<html>maintenance</html>"},
    "users are text": {"path": "/v2/users$", "set": {"users": "none"}},
    "a user is text": {"path": "/v2/users$", "set": {"users": ["h1", None, 3]}},
    "a meeting is text": {"path": "/users/h1/meetings", "set": {"meetings": ["81", None]}},
    "account refused": {
        "path": "/accounts/me",
        "status": 401,
        "body": {"code": 124, "message": "Invalid access token."},
    },
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_vendor_that_answers_nonsense_is_never_called_clean(tmp_path: Path, name: str) -> None:
    seed = small(story(81), story(82, topic="Toddler Storytime"), faults=[FAULTS[name]])
    with library(tmp_path, seed) as opened:
        ran = opened.run("audit", "--format", "json-flat")
        assert ran.status in {2, 3}, ran.out[:2000]
        if ran.out:
            report = json.loads(ran.out)
            assert not report["complete"] or report["counts"]["statuses"].get("error")
            one = [program for program in report["programs"] if program["id"] == "81"]
            assert not any(program["state"] == "Ready" for program in one if "81" in FAULTS[name]["path"])
        else:
            assert ran.err.count("\n") == 1
        table = opened.run("audit", "--all")
        assert table.status == ran.status
        plan = opened.run("plan", *EVERYTHING)
        assert plan.status in {2, 3}


def test_what_failed_leaves_the_rest_whole(tmp_path: Path) -> None:
    seed = small(story(81), story(82, topic="Toddler Storytime"), faults=[FAULTS["not allowed"]])
    with library(tmp_path, seed) as opened:
        states = {p["id"]: p["state"] for p in opened.run("audit", "--format", "json-flat", expect=3).json["programs"]}
        assert states == {"81": "Can't tell", "82": "Ready"}
