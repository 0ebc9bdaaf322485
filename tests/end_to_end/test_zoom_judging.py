"""What counts as safe on Zoom, through the installed command and real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.end_to_end.library import library, small, story

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
