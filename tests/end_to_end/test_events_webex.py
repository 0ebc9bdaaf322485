"""Webhooks of Webex that a watch makes and keeps up, where its configuration says so, and what they tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from tests.adapters.webex.checked import Checked
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.listening import SECRET, edit, listening, rows, start
from tests.end_to_end.webex_library import WebexLibrary, library, small, story
from tests.inbox import inbox
from tests.waiting import until

from hardener.store import tables as t
from hardener_webex.simulator.answers import org_id

pytestmark = pytest.mark.long

MAKES = "webhooks = true"
EVENTS = {"created", "updated", "deleted"}


class Killing(Deadly, Checked):
    """Ends the watch that asks for a webhook."""


def held(made: WebexLibrary) -> dict[str, dict[str, Any]]:
    return made.webex.world.hooks.held


def one_each(made: WebexLibrary) -> bool:
    return {row.ident for row in rows(made)} == set(held(made)) and sorted(
        one["event"] for one in held(made).values()
    ) == sorted(EVENTS)


def tell(made: WebexLibrary, event: str = "updated") -> list[int]:
    told = {"id": "a1", "title": "Toddler hunter2", "hostEmail": "anna@example.org", "password": "p4ss"}
    return made.webex.world.hooks.tell(event, told, org_id(made.webex.world))


def writes(made: WebexLibrary) -> set[tuple[str, str]]:
    return {(method, path[:12]) for method, path in made.sent("POST", "PUT", "PATCH", "DELETE")}


def test_without_the_switch_nothing_is_written(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made, listening(made):
        assert writes(made) == set()
        assert not rows(made)
        assert "enter" in " ".join(made.run("doctor").out.split())


def test_webhooks_are_made_once_and_a_change_is_told_soon(tmp_path: Path) -> None:
    with inbox(lambda _: None) as url, library(tmp_path, small(story("a1")), more=MAKES) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        with listening(made, "hunter2", "p4ss", "anna@example", more="\n[notify.staff]\n") as door:
            until(lambda: one_each(made))
            assert {one["resource"] for one in held(made).values()} == {"meetings"}
            assert {one["ownedBy"] for one in held(made).values()} == {"org"}
            assert all(door.path in one["targetUrl"] for one in held(made).values()), "an address nobody can guess"
            made.webex.world.meetings["a1"].values["enabledAutoRecordMeeting"] = True
            assert tell(made) == [204]
            until(lambda: any("ecord" in str(row) for row in rows(made, "message")))
            said = " ".join(made.run("doctor", "--details").out.split())
            assert "3 subscriptions, the first until" in said
            assert "the last word came" in said
            assert door.path not in said
            assert door.send(b"{}", {"content-type": "application/json", "x-spark-signature": "0" * 40})[0] == 401
        with listening(made):
            assert one_each(made)
        assert writes(made) == {("POST", "/v1/webhooks")}


def test_what_webex_switched_off_is_put_back_told_and_everything_read_again(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=MAKES) as made:
        with listening(made):
            until(lambda: one_each(made))
        made.webex.world.hooks.off()
        with listening(made):
            until(lambda: {one["status"] for one in held(made).values()} == {"active"})
            until(lambda: one_each(made) and not rows(made, "hint"))
            assert "had switched the subscription off" in " ".join(made.run("doctor").out.split())
        assert {one["secret"] for one in held(made).values()} == {SECRET}
        assert writes(made) == {("POST", "/v1/webhooks"), ("PUT", "/v1/webhooks")}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("when", ["before", "on the way", "after"])
def test_a_webhook_that_nobody_heard_of_is_ended_by_the_next_watch(tmp_path: Path, when: str, number: int) -> None:
    with library(tmp_path, small(), more=MAKES, kind=Killing) as made:
        assert isinstance(made.webex, Killing)
        made.webex.end(lambda: start(made), "POST .*/webhooks$", number, when)
        foreign = {"id": "else", "targetUrl": "https://another.example", "event": "updated", "status": "active"}
        held(made)["else"] = {**foreign, "ownedBy": "org", "name": "another's", "resource": "meetings"}
        with listening(made):
            until(lambda: {row.ident for row in rows(made)} | {"else"} == set(held(made)) and len(held(made)) == 4)


def test_another_secret_has_others_made_and_one_that_is_gone_is_made_again(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=MAKES) as made:
        with listening(made):
            until(lambda: one_each(made))
        before = set(held(made))
        edit(made, update(t.subscription).values(address="of another secret"))
        with listening(made):
            until(lambda: one_each(made) and not before & set(held(made)))
        held(made).popitem()
        with listening(made):
            until(lambda: one_each(made))


def test_a_short_secret_is_refused_where_the_watch_makes_them(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=MAKES) as made:
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = "short"
        assert "at least 32" in made.run("watch", "--listen", "8930", expect=2).err
