"""Reasons are typed: reports and the history go by the kind, and the words come from one place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from hardener.history.compare import told
from hardener.mark import body, mark_of
from hardener.model import Finding, Severity, Status
from hardener.reason import Reason, Why, kept, noted, words
from hardener.report.json_report import schema

pytestmark = pytest.mark.unit

FOUND = Finding(
    connection="main", control="chan.polls", status=Status.FAIL, severity=Severity.LOW, expected="off", actual="on",
    note="hosts can still ask by voice", reason=Why(Reason.LOCKED, "Main library"),
)  # fmt: skip


@pytest.mark.parametrize("kind", Reason)
def test_every_reason_makes_a_sentence_of_what_it_has(kind: Reason) -> None:
    said = words(Why(kind, "Some name", "what the vendor says"))
    assert said
    assert "{" not in said
    assert not said.endswith(".")
    assert kept({"kind": kind.value, "name": "n", "said": "s"}) == Why(kind, "n", "s")


def test_a_note_and_its_reason_are_told_as_one() -> None:
    assert noted("", None) == ""
    assert noted("the note", Why(Reason.AUDIT_ONLY)) == f"the note; {words(Why(Reason.AUDIT_ONLY))}"
    assert noted("the note", Why(Reason.UNREAD, said="403")) == "403; the note", "what went wrong comes first"
    assert noted("look in the menu", Why(Reason.NOT_SHOWN)) == "look in the menu", "the row knows better"
    assert "Main library locks it" in noted(FOUND.note, FOUND.reason)


def test_a_store_gives_the_reason_back() -> None:
    found = told("fail", "low", body(FOUND))
    assert found is not None
    assert (found.note, found.reason) == (FOUND.note, FOUND.reason)
    assert "reason" not in json.loads(body(replace(FOUND, reason=None)))


def test_a_store_from_before_there_were_reasons_is_read_and_its_findings_are_the_same() -> None:
    before = replace(FOUND, note=noted(FOUND.note, FOUND.reason), reason=None)
    assert mark_of(before) == mark_of(FOUND), "nothing is told to be otherwise after an upgrade"
    found = told("fail", "low", body(before))
    assert found is not None
    assert found.reason is None
    assert found.note == before.note
    assert mark_of(replace(FOUND, reason=Why(Reason.LOCKED, "Another"))) != mark_of(FOUND)


def test_a_reason_of_a_newer_hardener_is_none() -> None:
    assert kept({"kind": "from the future", "name": "", "said": ""}) is None


def test_the_schema_has_every_kind() -> None:
    assert set(schema()["$defs"]["finding"]["properties"]["reason"]["enum"]) == {None, *(r.value for r in Reason)}


def test_no_sentence_decides_anything() -> None:
    """Whoever needs to know why asks for the kind: a comparison with a note is a bug in another language."""
    prose = re.compile(r"\bin \w+(?:\.\w+)*\.note\b|\.note (?:==|!=|in)\b|\.note\.(?:startswith|endswith|removeprefix)")
    for path in (Path(__file__).parents[1] / "src").rglob("*.py"):
        assert not prose.search(path.read_text("utf-8")), path
