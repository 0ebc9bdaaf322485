"""What Zoom lists and nobody understands is told; it costs itself and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.zoom.reading_made import ODD, SOME, WINDOW, Read, doubts, everything, programs
from tests.adapters.zoom.simulator_made import DROP_IN, FREE, ROOM, SERIES, SINGLE, STORY, TALK, meeting

from hardener.model import Target, Unreadable

MINE = {str(n) for n in (STORY, SINGLE, DROP_IN, TALK, SERIES)}
LISTED = "/users/u1/meetings?type=scheduled"


def of(kind: str, found: list[Read]) -> dict[str, Read]:
    return {t.id: t for t in found if t.kind == kind}


@pytest.mark.parametrize("value", [*ODD, "", 0, "absent"])
def test_a_person_without_an_id_is_told_and_costs_nobody_else(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body["users"][1]["id"] = value
            if value == "absent":
                del body["users"][1]["id"]

    found = everything(spoil)
    told = doubts(found)
    assert told == {"host/unknown-2": "could not be read: Zoom lists it without an id"}
    assert of("host", found)["host/unknown-2"].title == "adult@…"
    assert programs(found).keys() >= MINE | {str(FREE)}


def test_who_was_only_invited_has_no_id_and_is_nobody_to_look_for() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body["users"].append({"email": "new@example.org", "status": "pending"})

    assert not doubts(everything(spoil))


@pytest.mark.parametrize("key", ["email", "type", "status", "pmi", "group_ids"])
@pytest.mark.parametrize("value", SOME, ids=repr)
def test_no_word_about_a_person_makes_a_program_vanish_or_ends_the_run(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body["users"][0][key] = value

    found = everything(spoil, rooms=True)
    rooms = [t for t in found if t.kind == "room"]
    assert len(rooms) == 1, "the personal room is there, or a row that says why not"
    assert isinstance(rooms[0], Unreadable) == (key == "pmi")
    assert programs(found).keys() >= MINE
    if key == "group_ids" and value != []:
        told = doubts(found)
        assert {t.above[1] for t in found if t.id == f"meeting/{SINGLE}"} == {tuple(told)}, "can't tell, and not none"


def test_a_room_s_number_that_the_list_leaves_out_is_asked_for() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            for user in body["users"]:
                user.pop("pmi", None)

    assert {t.id for t in everything(spoil, rooms=True) if t.kind == "room"} == {f"room/{ROOM}"}


def test_where_nobody_tells_the_number_of_a_room_it_is_a_row_of_the_report() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            del body["users"][0]["pmi"]
        if path.startswith("/users/u1") and "account_id" in body:
            body["pmi"] = None

    (room,) = (t for t in everything(spoil, rooms=True) if t.kind == "room")
    assert isinstance(room, Unreadable)


@pytest.mark.parametrize("users", [[], [{"email": "x@example.org"}]])
def test_an_account_without_any_host_cannot_be_told(users: list[Any]) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body |= {"users": users, "total_records": len(users)}

    assert "no host was found" in doubts(everything(spoil))["list/nobody"]


@pytest.mark.parametrize("value", [*ODD, ""])
@pytest.mark.parametrize("key", ["id", "name"])
def test_a_group_that_is_not_understood_is_told(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/groups?"):
            body["groups"][0][key] = value

    found = everything(spoil)
    groups = of("group", found)
    strange = isinstance(value, str) and value and key == "name"
    assert [type(t) for t in groups.values()].count(Unreadable) == (0 if strange else 2 if key == "id" else 1)
    assert programs(found).keys() >= MINE


@pytest.mark.parametrize("value", [*ODD, "", 0, "absent"])
def test_a_row_without_a_number_is_a_row_of_the_report(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=scheduled" in path and "/u1/meetings" in path:
            row = next(row for row in body["meetings"] if row["id"] == SINGLE)
            row["id"] = value
            if value == "absent":
                del row["id"]

    found = everything(spoil)
    lost = [t for t in programs(found).values() if t.title == "Author Talk"]
    assert [type(t) for t in lost] == [Unreadable]
    assert "could not be read" in lost[0].reason  # type: ignore[union-attr]
    assert lost[0].program is not None
    assert len(lost[0].program.starts) == 1
    assert programs(found).keys() >= MINE - {str(SINGLE)}
    above = {ident for layer in lost[0].above for ident in layer}
    assert above <= {t.id for t in found}, "what is above it was read"


@pytest.mark.parametrize("key", ["topic", "type", "start_time", "duration", "host_id", "agenda"])
@pytest.mark.parametrize("value", SOME, ids=repr)
def test_an_odd_word_in_a_row_loses_no_program(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "/u1/meetings" in path or "/u1/webinars" in path:
            for row in body.get("meetings", []) + body.get("webinars", []):
                row[key] = value

    found = everything(spoil)
    titles = {t.title.removesuffix(" (one changed date)") for t in programs(found).values()}
    assert titles >= {"Baby Storytime", "Author Talk", "Homework Help", "On now", "Evening of Poetry", "Systemwide"}


@pytest.mark.parametrize("entry", [None, "x", [{}]])
@pytest.mark.parametrize("items", ["users", "groups", "meetings", "webinars"])
def test_an_entry_that_is_none_is_told_and_costs_no_other(items: str, entry: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if isinstance(body.get(items), list) and "recordings" not in path:
            body[items].append(entry)

    found = everything(spoil)
    assert programs(found).keys() >= MINE
    assert any("of its" in reason for reason in doubts(found).values()) or items == "groups"


@pytest.mark.parametrize("total", [0, 99, 10**30, "x", []])
@pytest.mark.parametrize("items", ["users", "groups", "meetings", "webinars"])
def test_a_count_that_does_not_fit_costs_nothing_that_was_listed(items: str, total: Any) -> None:
    def spoil(_path: str, body: dict[str, Any]) -> None:
        if isinstance(body.get(items), list):
            body["total_records"] = total

    found = everything(spoil)
    assert programs(found).keys() >= MINE
    said = any("entries" in reason for reason in doubts(found).values())
    assert said == (total in {99, 10**30} if isinstance(total, int) else False) or items == "groups"


@pytest.mark.parametrize("token", ["again", 7, [], {}])
def test_a_list_that_goes_round_keeps_what_it_gave(token: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "/u1/meetings" in path:
            body["next_page_token"] = token

    found = everything(lambda path, body: None if "next_page_token" in path else spoil(path, body))
    if token == "again":
        assert "list/u1/meeting" in doubts(found)
    assert programs(found).keys() >= MINE
    assert doubts(found)


def test_two_programs_under_one_number_are_both_told() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=scheduled" in path and "/u1/meetings" in path:
            body["meetings"].append({**body["meetings"][0], "topic": "Teen Club"})
            body["total_records"] += 1

    found = everything(spoil)
    assert [t.reason for t in programs(found).values() if t.title == "Teen Club" and isinstance(t, Unreadable)] == [
        "could not be read: Zoom lists two under this id"
    ]
    assert isinstance(programs(found)[str(STORY)], Target)


def test_one_program_listed_for_each_of_its_dates_is_one_program() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=scheduled" in path and "/u1/meetings" in path:
            row = next(row for row in body["meetings"] if row["id"] == STORY)
            body["meetings"] += [{**row, "start_time": "2026-12-01T15:00:00Z"}]
            body["total_records"] += 1

    found = everything(spoil)
    assert [t.id for t in found if t.title == "Baby Storytime"] == [f"meeting/{STORY}"]
    assert not doubts(found)


def test_a_page_that_answers_another_question_is_told() -> None:
    """The list of one host holds what another hosts: nobody knows then what the first one has."""

    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=scheduled" in path and "/u3/meetings" in path:
            body["meetings"] = [{"id": SINGLE, "host_id": "u1", "topic": "Author Talk", "type": 2}]

    found = everything(spoil)
    strange = [t for t in programs(found).values() if isinstance(t, Unreadable)]
    assert [(t.title, t.program.host if t.program else "") for t in strange] == [("Author Talk", "host/u3")]
    assert "another host" in strange[0].reason
    assert isinstance(programs(found)[str(SINGLE)], Target), "its own host's list has it as well"


def test_of_what_is_odd_only_what_may_be_meant_is_told_where_one_is_asked_for() -> None:
    found = everything(
        window=replace(WINDOW, program="author"), meetings=[meeting(81, "Author Talk"), meeting(82, "B")]
    )
    assert programs(found).keys() == {"81"}
