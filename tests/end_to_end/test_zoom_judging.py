"""What counts as safe on Zoom, through the installed command and real HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import EVERYTHING, library, small, story

FIELDS = "data.registration_fields"
CARD = '\n[library]\ncard = ["Biblio pass"]\n'


@pytest.mark.parametrize(
    ("title", "rules", "status"),
    [
        ("Library card number", "", "pass"),
        ("Credit card number", "", "fail"),
        ("Card number", "", "fail"),
        ("Library card or date of birth", "", "fail"),
        ("Biblio pass number", "", "fail"),
        ("Biblio pass number", CARD, "pass"),
        ("Patron barcode", CARD, "fail"),
        ("...", "", "error"),
    ],
)
def test_a_card_is_what_the_library_calls_it(tmp_path: Path, title: str, rules: str, status: str) -> None:
    asked = story(81) | {"custom_questions": [{"title": title, "type": "short"}]}
    with library(tmp_path, small(asked), rules=rules) as made:
        assert made.findings()["81", FIELDS]["status"] == status


def test_a_question_of_zoom_s_that_is_new_is_asked_all_the_same(tmp_path: Path) -> None:
    fault = {
        "path": "/meetings/81/registrants/questions$",
        "status": 200,
        "body": {"questions": [{"field_name": "date_of_birth"}]},
    }
    with library(tmp_path, small(story(81), faults=[fault])) as made:
        found = made.findings()["81", FIELDS]
    assert (found["status"], found["actual"]) == ("fail", "email, first_name, other")


def test_a_snapshot_keeps_what_a_card_is_called_without_its_words(tmp_path: Path) -> None:
    titles = ("Biblio pass number", "Your child's school")
    asked = [
        story(80 + n) | {"custom_questions": [{"title": title, "type": "short"}]} for n, title in enumerate(titles)
    ]
    with library(tmp_path, small(*asked), rules=CARD) as made:
        made.run("snapshot", "day.jsonl")
        again = made.findings("--from", "day.jsonl")
    assert "school" not in (tmp_path / "day.jsonl").read_text()
    assert (again["80", FIELDS]["status"], again["81", FIELDS]["status"]) == ("pass", "fail")


CHAT = "chan.chat_attendee"
EAST = {"id": "g2", "name": "Branch East"}


def in_two_groups(order: tuple[str, str], **host: object) -> dict[str, Any]:
    """A host in Storytime and in Branch East, all open and nothing locked."""
    seed, opened = small(story(81)), {"settings": {"in_meeting": {"chat": True, **host}}}
    seed["groups"] = [{"id": "g1", "name": "Storytime", **opened}, {**EAST, **opened}]
    seed["users"][0] |= {"groups": list(order), **opened}
    return seed


@pytest.mark.parametrize("order", [("g1", "g2"), ("g2", "g1")])
def test_a_fix_at_a_group_holds_for_a_host_in_two(tmp_path: Path, order: tuple[str, str]) -> None:
    """Whichever of them is the primary group: a lock of any group holds, and the next audit can tell."""
    opened = {"annotation": True, "whiteboard": True, "file_transfer": True, "remote_control": True}
    with library(tmp_path, in_two_groups(order, **opened), more='fix_at = "group:Storytime"') as made:
        assert made.findings()["81", CHAT]["status"] == "fail"
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert {path for _, path in made.sent("PATCH")} >= {"/v2/groups/g1/settings", "/v2/groups/g1/lock_settings"}
        assert not [path for _, path in made.sent("PATCH") if path.startswith("/v2/groups/g2")]
        after = made.findings()
    assert not [f for f in after.values() if f["status"] in {"fail", "error"}]
    assert after["81", CHAT]["governing"]["target"] == "group/g1"


def test_two_groups_that_lock_different_values_cannot_be_told(tmp_path: Path) -> None:
    seed = in_two_groups(("g1", "g2"))
    for group, chat in zip(seed["groups"], (False, True), strict=True):
        group |= {"settings": {"in_meeting": {"chat": chat}}, "locks": {"in_meeting": {"chat": True}}}
    with library(tmp_path, seed) as made:
        found = made.findings()["81", CHAT]
    assert found["status"] == "error"
    assert "does not say which of them counts" in found["note"]
