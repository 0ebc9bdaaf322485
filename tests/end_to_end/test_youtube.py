"""The main job on a simulated YouTube, through the installed command and real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.youtube_library import ADULT, OPEN, failed, library, small, soon, stream, upload

from hardener_youtube.simulator import library_seed

KIDS, CHAT, COMMENTS = "video.made_for_kids", "video.live_chat", "video.comments"
PRIVACY, LISTED, RECORDS = "video.privacy", "door.unlisted", "rec.auto"
FOUND: dict[str, dict[str, tuple[str, bool]]] = {
    "not-declared": {KIDS: ("fail", True)},
    "public": {PRIVACY: ("fail", True), LISTED: ("fail", True), KIDS: ("pass", False)},
    "kept": {RECORDS: ("fail", True)},
    "chat": {CHAT: ("fail", False), COMMENTS: ("pass", False), KIDS: ("fail", True)},
    "comments": {COMMENTS: ("fail", False), CHAT: ("pass", False), KIDS: ("fail", True)},
    "overruled": {KIDS: ("fail", False)},
    "youtube-alone": {KIDS: ("fail", True), CHAT: ("pass", False), COMMENTS: ("pass", False)},
    "adults": {KIDS: ("fail", False)},
    "begun": {RECORDS: ("fail", False), KIDS: ("pass", False)},
    "no-chat-named": {CHAT: ("error", False), COMMENTS: ("fail", False), KIDS: ("fail", True)},
    "always-open": {CHAT: ("fail", False), PRIVACY: ("fail", True), KIDS: ("fail", True)},
    "scheduled": {PRIVACY: ("fail", False), LISTED: ("fail", False)},
    "premiere": {KIDS: ("fail", True), CHAT: ("error", False), COMMENTS: ("fail", False)},
}
"""By what is wrong: what an audit says of which control, and whether hardener can mend it."""
PLATFORM = {"door.unique_join_link", "door.passcode"}
"""What no video on YouTube can have."""
BY_HAND = {"overruled", "adults", "begun", "scheduled"}
"""What only a person can put right, and where."""


def test_every_mistake_is_found_and_nothing_right_is_called_wrong(tmp_path: Path) -> None:
    seed = library_seed(datetime.now(UTC))
    with library(tmp_path, seed) as made:
        report = made.run("audit", "--format", "json-flat", expect=3).json
        told = {p["id"]: {f["control"]: (f["status"], f["fixable"]) for f in p["findings"]} for p in report["programs"]}
        planted: Any = seed["planted"]
        assert {each["mistake"] for each in planted} == set(FOUND)
        for each in planted:
            expected = FOUND[each["mistake"]]
            assert {control: told[each["video"]][control] for control in expected} == expected, each
        for ident in _right(seed):
            assert {c for c, (status, _) in told[ident].items() if status in {"fail", "error"}} == PLATFORM
        assert not set(told) & {"Sb0301Upload"}, "somebody else's"
        (connection,) = report["connections"]
        assert (
            "only the newest videos of the channel were looked at, and none of the older ones; videos = 50"
            in connection["asides"][0]
        )
        assert "no declaration of the library's" in connection["asides"][1]
        assert made.app.world.units.spent < 200
        assert not [path for path in made.sent("GET") if "search" in path]


def _right(seed: Any) -> list[str]:
    found: list[str] = seed["right"]
    return found


def test_an_apply_with_every_opt_in_reaches_the_line_and_undo_restores_all(tmp_path: Path) -> None:
    seed = library_seed(datetime.now(UTC))
    with library(tmp_path, seed) as made:
        before = made.state()
        plan = made.run("plan", "--all", *EVERYTHING).out
        cost = int(plan.partition(" costs ")[2].partition(" of a day's units")[0])
        spent = made.app.world.units.spent
        made.run("apply", "--yes", *EVERYTHING, expect=3)
        assert made.app.world.units.spent - spent >= cost
        _only_settings_moved(before, made.state())
        left = failed(made.findings())
        planted: Any = seed["planted"]
        assert {title for title, _ in left} == {each["title"] for each in planted if each["mistake"] in BY_HAND}
        assert "nothing to change" in made.run("apply", "--yes", *EVERYTHING).err
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


def _only_settings_moved(before: dict[str, Any], after: dict[str, Any]) -> None:
    moved = set()
    for ident, (title, status, details) in before.items():
        now = after[ident]
        assert now[0] == title
        moved |= {key for key in status if now[1][key] != status[key]}
        moved |= {key for key in details or {} if now[2][key] != details[key]}
    assert moved == {"selfDeclaredMadeForKids", "privacyStatus", "recordFromStart"}


def test_nobody_declares_anything_unasked(tmp_path: Path) -> None:
    with library(tmp_path, small(stream(1, "Baby Storytime", soon(3), more={"status": OPEN}))) as made:
        left = made.run("plan", "--left-out", expect=0).out
        assert "--allow declare" in left
        made.run("apply", "--yes", expect=0)
        status = made.state()["Sb0001Stream"][1]
        assert (status["selfDeclaredMadeForKids"], status["privacyStatus"]) == (False, "unlisted")
        shown = made.run("apply", "--yes", "--allow", "declare", expect=0)
        assert "before the law" in " ".join(shown.out.split())
        assert made.state()["Sb0001Stream"][1]["selfDeclaredMadeForKids"] is True
        assert failed(made.findings()) == set(), "with the mark chat and comments are gone"


def test_what_is_for_adults_is_never_declared_for_children(tmp_path: Path) -> None:
    with library(
        tmp_path, small(stream(1, "Author Talk", soon(3), more={"status": OPEN})), profile="author-talk"
    ) as made:
        before = made.state()
        found = made.findings()
        assert found["Author Talk", CHAT]["status"] == "fail"
        assert "Live chat: off" in found["Author Talk", CHAT]["by_hand"]
        made.run("apply", "--yes", *EVERYTHING)
        assert (
            made.state()["Sb0001Stream"][1]["selfDeclaredMadeForKids"]
            is before["Sb0001Stream"][1]["selfDeclaredMadeForKids"]
        )


def test_a_plan_that_costs_too_much_is_refused(tmp_path: Path) -> None:
    seed = small(*(stream(n, f"Storytime {n}", soon(3 + n), more={"status": ADULT}) for n in range(3)))
    with library(tmp_path, seed) as made:
        for verb in ("plan", "apply"):
            more = ("--yes",) if verb == "apply" else ()
            ran = made.run(verb, *more, *EVERYTHING, "--max-units", "100", expect=2)
            assert ran.err.endswith("hardener: the plan costs 165 units, more than 100; nothing was written\n")
        assert made.sent("PUT") == []
        made.run("apply", "--yes", *EVERYTHING, "--max-units", "165", expect=0)


def test_where_units_run_out_nothing_is_half_written_and_the_rest_is_for_tomorrow(tmp_path: Path) -> None:
    both = {"status": ADULT, "broadcast": {"details": {"recordFromStart": True}}}
    seed = small(*(stream(n, f"Storytime {n}", soon(3 + n), more=both) for n in range(2)))
    with library(tmp_path, seed, "units_per_day = 170") as made:
        ran = made.run("apply", "--yes", *EVERYTHING)
        assert ran.status in {3, 4}
        assert "units that the vendor allows a day" in " ".join(ran.out.split())
        changed = [state[1]["selfDeclaredMadeForKids"] is True for state in made.state().values()]
        kept = [state[2]["recordFromStart"] is False for state in made.state().values()]
        assert changed == kept
        assert sum(changed) == 1
        assert made.app.world.units.spent <= 170


def test_where_youtube_takes_no_more_today_what_is_left_did_not_fail(tmp_path: Path) -> None:
    with library(
        tmp_path,
        small(*(stream(n, f"Storytime {n}", soon(3 + n), more={"status": ADULT}) for n in range(4)), units=100),
    ) as made:
        ran = made.run("apply", "--yes", *EVERYTHING)
        assert "FAILED" not in ran.out
        assert ran.out.count("LATER") >= 2, "what is put off to tomorrow"


def test_a_day_that_is_spent_is_said_and_nothing_passes(tmp_path: Path) -> None:
    with library(tmp_path, small(stream(1, "Baby Storytime", soon(3)), units=3)) as made:
        report = made.run("audit", "--format", "json-flat", expect=3).json
        statuses = {f["control"]: (f["status"], f["note"]) for p in report["programs"] for f in p["findings"]}
        assert statuses[COMMENTS][0] == "error"
        again = made.run("audit", "--all", expect=3)
        assert "are left; not sent" in again.out
        assert "10000 of 10000 units a day are spent" in made.run("doctor").out + again.out


def test_the_owner_of_no_channel_is_told_so(tmp_path: Path) -> None:
    with library(tmp_path, small(), grant=2) as made:
        assert "choose the library's channel" in " ".join(made.run("doctor").out.split())
        ran = made.run("audit", expect=3)
        assert "no YouTube channel" in ran.out + ran.err


def test_with_the_scope_for_looking_comments_cannot_be_told(tmp_path: Path) -> None:
    with library(tmp_path, small(), grant=1) as made:
        assert "youtube.force-ssl" in made.run("doctor", expect=3).out
        found = made.findings()
        assert found["Baby Storytime", COMMENTS]["status"] == "error"
        assert found["Baby Storytime", KIDS]["status"] == "pass"
        assert "/youtube/v3/commentThreads" not in made.sent("GET")


def test_what_is_on_is_left_alone(tmp_path: Path) -> None:
    on = {"state": "live", "started": f"{soon(0):%Y-%m-%dT%H:%M:%SZ}"}
    with library(tmp_path, small(stream(1, "Baby Storytime", soon(0), more={"status": OPEN, "broadcast": on}))) as made:
        assert made.findings()["Baby Storytime", CHAT]["status"] == "fail"
        assert "it has begun" in made.run("plan", "--left-out", *EVERYTHING).out
        made.run("apply", "--yes", "--even-if-live", *EVERYTHING)
        assert made.sent("PUT") == [], "YouTube takes no change of it any more"


def test_a_video_whose_hour_is_over_is_not_published_by_a_write(tmp_path: Path) -> None:
    over = {"privacyStatus": "private", "publishAt": f"{soon(-1):%Y-%m-%dT%H:%M:%SZ}", **ADULT}
    with library(tmp_path, small(upload(1, "Storytime at Home", soon(-3), more={"status": over}))) as made:
        before = made.state()
        found = made.findings()["Storytime at Home", KIDS]
        assert (found["status"], found["fixable"]) == ("fail", False)
        made.run("apply", "--yes", *EVERYTHING)
        assert made.state() == before


def test_titles_do_nothing_to_a_screen_or_a_file(tmp_path: Path) -> None:
    title = "\x1b[2J\x1b]0;x\x07Storytime \u202e=cmd|' /C calc'!A0 <script>alert(1)</script> https://zoom.us/j/81234567890?pwd=hunter2"
    with library(tmp_path, small(stream(1, title, soon(3), more={"status": OPEN}))) as made:
        runs = [made.run("audit", "--format", style) for style in ("table", "json", "csv", "markdown")]
        runs += [made.run("plan", "--all", *EVERYTHING), made.run("apply", "--yes", *EVERYTHING)]
        told = "".join(ran.out + ran.err for ran in runs)
        assert [word for word in ("\x1b", "\x07", "\u202e", "hunter2") if word in told] == []
        assert "<script>alert" not in made.run("audit", "--format", "html").out
        assert made.app.world.seed.videos[0].title == title


def test_nothing_secret_is_in_any_output(tmp_path: Path) -> None:
    with library(tmp_path, small(stream(1, "Baby Storytime", soon(3), more={"status": OPEN}))) as made:
        runs = [made.run("-vv", "audit", "--format", style) for style in ("table", "json", "csv", "markdown")]
        runs += [made.run("-vv", "apply", "--yes", *EVERYTHING), made.run("-vv", "undo", "--yes")]
        text = "".join(ran.out + ran.err for ran in runs)
        text += (tmp_path / "hardener.sqlite3").read_bytes().decode("latin-1")
        secret = ("Cg0KC", "stream-UC", "youtube.com/embed", "ya29.", "1//", "sandbox-secret")
        assert [word for word in secret if word in text] == []


def test_what_is_sent_is_really_held_against_the_document(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        made.report()
        assert made.app.broken == []
        made.app.world.seed.videos[0].status["license"] = "strange"
        made.report()
        assert made.app.broken
        made.app.broken.clear()


@pytest.mark.parametrize("words", [("audit", "--all"), ("plan",)])
def test_two_processes_count_units_together(tmp_path: Path, words: tuple[str, ...]) -> None:
    seed = small(*(stream(n, f"Storytime {n}", soon(3 + n)) for n in range(4)))
    with library(tmp_path, seed) as made:
        running = [made.start(*words) for _ in range(2)]
        for process in running:
            process.communicate()
        told = made.run("doctor").out
        spent = made.app.world.units.spent
        assert f"{spent} of 10000 units a day are spent" in told
