"""After an incident, through the installed command: what was in force when, by whom, where else, and what to make anew."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.end_to_end.library import CLOSED, EVERYTHING, library, small, story
from tests.end_to_end.test_history import HOSTILE
from tests.evidence_made import moved
from tests.stores import KINDS

from hardener.store import Store
from hardener.store import tables as t

pytestmark = pytest.mark.process
HOURS = timedelta(hours=1)
SECRETS = ("hunter2", "s3cretpw", "anna@example.org", "very-secret", "second@example.org", "zoom.us/j", "5551112222")


def clock(moment: datetime) -> str:
    """Return a moment as it is given to the command."""
    return moment.isoformat(sep=" ", timespec="seconds")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_in_force_since_when_by_whom_and_where_else(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARDENER_TEST_STORE", kind)
    seed = small(story(81), story(82, days=4, topic="Toddler Time"), story(83, days=5, topic="Teens"))
    seed["groups"][0]["locks"] = {}
    seed["account"]["settings"]["in_meeting"] = CLOSED | {"allow_participants_to_rename": False}
    start = datetime.now(UTC) - timedelta(minutes=5)
    with library(tmp_path, seed) as made:
        made.run("audit")
        made.zoom.world.account.settings["in_meeting.allow_participants_to_rename"] = True
        made.zoom.world.programs[81].settings["waiting_room"] = False
        made.run("audit")
        made.run("apply", "--yes", "--reason", "the board asked", *EVERYTHING)
        made.run("audit")
        made.zoom.calls.clear()
        moved(made.place, start, {1: 50 * HOURS, 2: 20 * HOURS, 3: 10 * HOURS, 4: 5 * HOURS})
        then = made.run("incident", "baby", "--at", clock(start - 15 * HOURS), "--format", "json", expect=0).json
        open_ = {one["control"]: one for one in then["open"]}
        room, rename = open_["door.waiting_room"], open_["chan.rename_self"]
        assert (room["changed"]["by"], room["changed"]["run"]) == ("other", None)
        assert datetime.fromisoformat(room["since"]) == start - 20 * HOURS
        assert room["otherwise_until"] is not None
        assert room["same_cause"] == []
        assert rename["decided_by"] == "account"
        assert rename["same_cause"] == ["Teens", "Toddler Time"]
        between = made.run("incident", "baby", "--at", clock(start - 7 * HOURS), expect=0).out
        assert "OPEN (" in between
        assert "CHANGED BY HARDENER AFTER THAT LOOK" in between
        assert "settings.waiting_room: false → true, applied" in between
        now = made.run("incident", "baby", "--format", "json", expect=0).json
        assert "door.waiting_room" not in {one["control"] for one in now["open"]}
        assert "door.waiting_room" in {one["control"] for one in now["met"]}
        assert {each["what"] for each in now["make_anew"]} >= {"the link", "the passcode", "the host key"}
        early = made.run("incident", "baby", "--at", clock(start - 90 * HOURS), expect=2)
        assert "nobody had looked" in early.err
        assert not made.zoom.calls, "nothing is asked of the platform"


def test_the_operator_of_what_hardener_opened_is_named_and_what_was_not_read_is_said(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        made.run("audit")
        made.run("apply", "--yes", "--reason", "as the director asked", *EVERYTHING, expect=0)
        made.run("audit")
        made.run("undo", "--yes", "--reason", "wrong one")
        made.run("audit")
        told = made.run("incident", "81", "--format", "json", expect=0).json
        (recorded,) = [one for one in told["open"] if one["control"] == "rec.auto"]
        assert recorded["changed"]["by"] == "hardener"
        assert recorded["changed"]["run"] == 4
        assert recorded["changed"]["operator"]
        text = made.run("incident", "81", expect=0).out
        assert "by hardener: run 4" in text
        assert "NOT SHOWN by the platform" in text


def test_a_menu_that_the_vendor_s_pages_did_not_show_is_what_to_look_for(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.run("audit")
        said = " ".join(made.run("incident", "81", expect=0).out.split())
        assert "the host key: Zoom web portal > Profile > Host Key > Edit" in said
        assert "the stream key: look for Zoom web portal > Meetings > the program > Live Streaming > Edit" in said
        page = " ".join(re.sub(r"<[^>]+>", "", made.run("incident", "81", "--format", "html", expect=0).out).split())
        assert re.search(r"the passcode: look for Zoom web portal", page)
        assert "busque Zoom web portal" in " ".join(made.run("--lang", "es", "incident", "81", expect=0).out.split())


def test_a_hostile_title_is_text_in_every_form_and_no_secret_is_told(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, topic=HOSTILE, waiting_room=False))) as made:
        made.run("audit")
        made.run("apply", "--yes", "--reason", HOSTILE, *EVERYTHING)
        made.zoom.world.programs[81].settings["waiting_room"] = False
        made.run("audit")
        for form in ("text", "json", "html"):
            said = made.run("incident", "81", "--format", form, expect=0).out
            assert not [secret for secret in SECRETS if secret in said], form
            assert "\x1b" not in said
            assert "<script" not in said
        assert "<b>bold" not in said
        made.run("incident", "81", "--format", "html", "--output", "incident.html", expect=0)
        page = (tmp_path / "incident.html").read_text(encoding="utf-8")
        assert "default-src 'none'" in page
        assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody",), "no program 'nobody'"),
        (("81", "--at", "yesterday"), "expected a day and a time"),
        (("81", "--at", "2026-11-01"), "expected a day and a time"),
        (("81", "--at", "2999-01-01 10:00"), "has not come yet"),
        (("81", "--at", "0001-01-01 00:00"), "nobody had looked"),
        (("81", "--at", "0001-01-01 00:00+14:00"), "expected a day and a time"),
        (("81", "--at", "9999-12-31T23:59:59-14:00"), "expected a day and a time"),
    ],
)
def test_what_cannot_be_told_is_one_clear_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.run("audit")
        ran = made.run("incident", *words)
        assert (ran.status, said in ran.err, len(ran.err.splitlines()), ran.out) == (2, True, 1, ""), ran.err


def test_what_was_accepted_before_was_so_before_and_a_look_that_had_not_ended_hides_no_neighbour(
    tmp_path: Path,
) -> None:
    seed = small(story(81, waiting_room=False), story(82, days=4, topic="Toddler Time"))
    seed["groups"][0]["locks"] = {}
    seed["account"]["settings"]["in_meeting"] = CLOSED | {"allow_participants_to_rename": True}
    start = datetime.now(UTC) - timedelta(minutes=5)
    until = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    word = f'waivers: [{{control: door.waiting_room, program: "*baby*", reason: x, by: Bea, until: {until}}}]\n'
    with library(tmp_path, seed) as made:
        (tmp_path / "waivers.yaml").write_text(word)
        made.run("audit")
        (tmp_path / "waivers.yaml").unlink()
        made.run("audit")
        made.run("audit")
        moved(made.place, start, {1: 50 * HOURS, 2: 20 * HOURS, 3: 10 * HOURS})
        with Store(made.place) as store, store.writing() as connection:
            connection.execute(update(t.run).where(t.run.c.id == 3).values(ended=start - 9 * HOURS))
        then = made.run("incident", "baby", "--at", clock(start - HOURS * 9.5), "--format", "json", expect=0).json
        open_ = {one["control"]: one for one in then["open"]}
        room = open_["door.waiting_room"]
        assert then["look"]["run"] == 2
        assert (datetime.fromisoformat(room["since"]), room["otherwise_until"]) == (start - 50 * HOURS, None)
        assert open_["chan.rename_self"]["same_cause"] == ["Toddler Time"]
