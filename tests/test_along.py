"""What a vendor changed along with a write is what both readings show, with another value, and nobody asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import JsonValue

from hardener.model import Target
from hardener.path import Missing, UnknownValueError
from hardener.remedy.along import along, hidden, others
from hardener.remedy.plan import Step
from hardener.setting import Setting, rows_of
from tests.made import ROWS, above, meeting, profile
from tests.test_plan import planned

STEP = planned((meeting(recording="cloud"), profile(rec__auto="none"))).steps[0]


def told(step: Step, before: Target, now: Target, rows: tuple[Setting, ...] = ROWS) -> list[tuple[object, ...]]:
    changed = others(step, rows_of(rows, step.kind), before, now)
    found = [outcome.change for outcome in along(step, changed, before, now)]
    return [(change.path, change.before, change.after) for change in found]


def test_a_lock_that_fell_is_told() -> None:
    closed = above("account", "account/me", {"chat": True}, chat_with=1)
    change = STEP.changes[0].model_copy(update={"path": "settings.chat_with"})
    step = STEP.model_copy(update={"kind": "account", "target": "account/me", "changes": (change,)})
    assert told(step, closed, above("account", "account/me", {"chat": False}, chat_with=3)) == [
        ("locks.chat", True, False)
    ]
    assert told(step, closed, above("account", "account/me", None, chat_with=3)) == [], "it could not be read"


def test_what_is_brought_to_life_or_not_shown_is_not_told() -> None:
    form = Setting(control="rec.auto", path="program.form", kinds=("meeting",), follows="program.recording")
    for before, now in (({"form": 1}, {"form": 2}), ({"waiting_room": None}, {}), ({}, {"waiting_room": None})):
        assert told(STEP, meeting(**before), meeting(**now), (form, *ROWS)) == []
    shapeless = replace(meeting(), document={"program": "text"})
    assert told(STEP, meeting(), shapeless) == []
    assert list(hidden(others(STEP, rows_of(ROWS, "meeting"), meeting(), shapeless))) == []


@dataclass(frozen=True, kw_only=True)
class Odd(Setting):
    """Compares what a value comes to, and knows none."""

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        raise UnknownValueError("not known")


def test_a_word_that_is_not_known_counts_as_it_stands() -> None:
    row = Odd(control="rec.auto", path="program.odd", kinds=("meeting",))
    assert told(STEP, meeting(odd="a"), meeting(odd="a"), (row,)) == []
    assert told(STEP, meeting(odd="a"), meeting(odd="b"), (row,)) == [("program.odd", "a", "b")]
