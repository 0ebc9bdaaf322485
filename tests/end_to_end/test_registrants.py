"""What is kept of families on a simulated Webex: counted, deleted as the plan says, proven; and no name anywhere."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests import stores
from tests.adapters.webex.checked import Checked
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.terminal import typed
from tests.end_to_end.webex_library import WebexLibrary, library, small, soon, story
from tests.waiting import LONG

from hardener_webex.simulator.registration import ident_of

if TYPE_CHECKING:
    pass

PURGE = ("registrants", "--purge", "--older-than", "30d")
YES = (*PURGE, "--yes", "--allow", "delete,mail")
OLD: dict[str, Any] = {"days": -60, "registrants": 3, "registered": soon(-62)}


def seed(**changes: Any) -> dict[str, Any]:
    """Return a library with two storytimes long over, one of last week, one to come, and a series that goes on."""
    return small(
        story("a1", recordings=[soon(-59)], in_bin=[soon(-58)], **OLD),
        story("a2", title="Toddlers", **OLD | {"days": -40, "registered": soon(-45)}),
        story("a3", days=-6, title="Last week", registrants=2, registered=soon(-8)),
        story("a4", days=5, title="To come", registrants=1),
        story("s1", days=-70, title="Weekly", recurrence="FREQ=WEEKLY", registrants=2, registered=soon(-70)),
        **changes,
    )


def left(made: WebexLibrary) -> dict[str, int]:
    return {ident: len(meeting.signed_up) for ident, meeting in made.webex.world.meetings.items()}


def people(made: WebexLibrary) -> list[str]:
    """Return everything by which a family could be known: ids, names and addresses."""
    meetings = made.webex.world.meetings.values()
    ids = [ident_of(meeting, number) for meeting in meetings for number in range(meeting.registrants)]
    return [*ids, "Family", "Reader", "example.com"]


def kept_on_disk(made: WebexLibrary) -> str:
    with closing(sqlite3.connect(made.folder / "hardener.sqlite3")) as store:
        return "\n".join(store.iterdump())


BEFORE = {"a1": 3, "a2": 3, "a3": 2, "a4": 1, "s1": 2}
AFTER = BEFORE | {"a1": 0, "a2": 0}


def test_an_audit_says_that_it_counts_no_sign_ups_and_what_does(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        said = " ".join(made.run("audit", expect=None).out.split())
        assert "An audit counts no sign-ups." in said
        assert "may be kept: storytime 7 days. What is there: hardener registrants" in said
        assert "no sign-ups" not in made.run("audit", "--profile", "staff-meeting", expect=None).out
        assert "data.registrants_retention_days" not in said, "it makes no program one to fix"


def test_what_is_kept_is_counted_by_program_and_age_and_held_against_the_profile(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        told = made.run("registrants", expect=1).flat
        found = made.run("registrants", "--format", "json", expect=1).json
        lines = made.run("registrants", "--format", "csv", "--output", "kept.csv", expect=1)
        assert not made.sent("PATCH", "PUT", "POST", "DELETE")
        programs = {p["title"]: p for p in found["programs"]}
        assert lines.out == ""
        assert (tmp_path / "kept.csv").read_text().count("\n") == 1 + 5 * len(programs)
        for out in (told, json.dumps(found), (tmp_path / "kept.csv").read_text()):
            assert not [secret for secret in people(made) if secret in out]
    assert {title: p["kept"]["sign-ups"]["count"] for title, p in programs.items()} == {
        "Baby Storytime": 3,
        "Toddlers": 3,
        "Last week": 2,
        "Weekly": 2,
    }
    story_ = programs["Baby Storytime"]["kept"]
    assert (story_["recordings"]["count"], story_["recordings"]["status"]) == (2, "fail")
    assert (story_["sign-ups"]["status"], story_["sign-ups"]["allowed_days"]) == ("fail", 7)
    assert programs["Last week"]["kept"]["sign-ups"]["status"] == "pass"
    assert (programs["Weekly"]["over"], programs["Weekly"]["kept"]["sign-ups"]["status"]) == (False, "pass")
    assert story_["transcripts"]["count"] is None
    assert "Control Hub" in story_["transcripts"]["by_hand"]
    assert "Baby Storytime: sign-ups kept for" in told
    assert "Next: hardener registrants --purge --older-than 7d" in told, "30 days would leave what is too long after 20"


def test_the_dry_run_is_the_default_and_deletes_nobody(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        told = made.run(*PURGE, expect=0).flat
        assert "6 sign-ups of 2 programs" in told
        assert "may get a mail" in told
        assert "cannot be undone" in told
        assert not [title for title in ("Last week", "To come", "Weekly") if title in told]
        assert left(made) == BEFORE
        assert not made.sent("DELETE")


def test_without_a_second_yes_no_family_may_get_a_mail(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        assert "--allow mail" in made.run(*PURGE, "--yes", "--allow", "delete", expect=4).err
        assert "no terminal" in made.run(*PURGE, "--allow", "delete", expect=2).err
        assert left(made) == BEFORE
        status, screen = typed(made.folder, made.environ, [*PURGE, "--allow", "delete"], ["n"])
        assert (status, left(made)) == (4, BEFORE), screen
        status, screen = typed(made.folder, made.environ, [*PURGE, "--allow", "delete"], ["y"])
        assert (status, left(made)) == (0, AFTER), screen
        assert "MAIL the family" in screen


def test_it_deletes_whom_the_plan_names_proves_it_and_keeps_no_name(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        ran = made.run("-vv", *YES, expect=0)
        assert left(made) == AFTER
        assert ran.out.count("3 gone, proven by a second reading") == 2
        assert len(made.sent("DELETE")) == 6
        runs = made.run("runs", expect=0).out
        assert "6 of 6 sign-ups proven gone" in runs
        assert "deletion" in made.run("history", expect=0).flat
        assert "cannot be undone" in made.run("undo", "1", expect=2).err
        assert "nothing" in made.run(*PURGE, expect=0).flat
        for out in (ran.out, ran.err, kept_on_disk(made)):
            assert not [secret for secret in people(made) if secret in out]


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ('[[programs]]\ntitle = "Baby*"\nprofile = "community-room"', "looking only"),
        ('[[programs]]\ntitle = "Baby*"\nprofile = "long.yaml"', "keeps sign-ups longer"),
    ],
)
def test_what_the_library_s_rules_keep_is_left(tmp_path: Path, rules: str, reason: str) -> None:
    (tmp_path / "long.yaml").write_text(
        "profile: long\ntitle: Kept long\naudience: public\nrequires:\n"
        "  data.registrants_retention_days: {at_least: 90}\n"
    )
    with library(tmp_path, seed(), rules=rules) as made:
        ran = made.run(*YES, expect=0)
        assert reason in ran.flat
        assert left(made) == BEFORE | {"a2": 0}


def test_a_program_that_no_rule_names_is_left(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace('title = "*"', 'title = "Toddlers"'))
        assert "no rule of hardener.toml names it" in made.run(*YES, expect=0).flat
        assert left(made) == BEFORE | {"a2": 0}


@pytest.mark.parametrize(
    ("changes", "said", "status"),
    [
        ({"behaviour": {"deletes": "ignores"}}, "3 NOT proven gone: the platform said yes and still lists it", 4),
        (
            {"faults": [{"path": "a1/registrants/", "method": "DELETE", "status": 403}]},
            "3 NOT proven gone: the permission",
            4,
        ),
        (
            {"faults": [{"path": "a1/registrants/", "method": "DELETE", "status": 400, "nth": [1]}]},
            "1 NOT proven gone: the platform refuses it (status 400)",
            4,
        ),
    ],
)
def test_what_is_not_gone_is_never_called_gone(tmp_path: Path, changes: dict[str, Any], said: str, status: int) -> None:
    with library(tmp_path, seed(**changes)) as made:
        ran = made.run(*YES, expect=status)
        assert said in ran.flat
        assert left(made)["a3"] == 2


def test_a_count_that_cannot_be_read_is_could_not_tell(tmp_path: Path) -> None:
    faults = [{"path": "a1/registrants$", "status": 500}]
    with library(tmp_path, seed(faults=faults)) as made:
        # Both at once, for each tries again and again before it gives up.
        looks = [made.start("registrants", "--format", style) for style in ("json", "text")]
        (found, _), (told, complained) = [process.communicate(timeout=LONG) for process in looks]
        assert [process.returncode for process in looks] == [3, 3], complained
        (program,) = [p for p in json.loads(found)["programs"] if p["id"] == "a1"]
        assert (program["kept"]["sign-ups"]["count"], program["kept"]["sign-ups"]["status"]) == (None, "error")
        assert "3 or more" in " ".join(told.split())  # with the Toddlers of the same age
        ran = made.run(*YES, expect=0)
        assert "its sign-ups could not be read" in ran.flat
        assert left(made) == BEFORE | {"a2": 0}


def test_without_the_scope_for_recordings_these_alone_are_not_known(tmp_path: Path) -> None:
    given = seed()
    given["apps"][0]["scopes"] = [s for s in given["apps"][0]["scopes"] if "recordings" not in s]
    with library(tmp_path, given) as made:
        found = made.run("registrants", "--format", "json", expect=3).json
    kept = found["programs"][0]["kept"]
    assert kept["sign-ups"]["count"] == 3
    assert "meeting:admin_recordings_read" in kept["recordings"]["reason"]


class Killing(Deadly, Checked):
    """Ends the process that asks, before or after one of its deletions; somebody may sign up then."""


@pytest.mark.parametrize("store", stores.KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", [1, 3, 5])
def test_killed_anywhere_resume_deletes_the_rest_of_the_plan_and_nobody_else(
    tmp_path: Path, number: int, when: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARDENER_TEST_STORE", store)
    with library(tmp_path, seed(), kind=Killing) as made:
        webex = made.webex
        assert isinstance(webex, Killing)
        webex.strike(made, YES, "^DELETE ", number, when)
        assert "not ended: hardener registrants --resume" in made.run("runs", expect=0).flat
        for ident in ("a1", "a2"):
            webex.world.meetings[ident].registrants += 1  # they signed up since
        made.run("registrants", "--resume", expect=0)
        assert left(made) == AFTER | {"a1": 1, "a2": 1}
        assert "6 of 6 sign-ups proven gone" in made.run("runs", expect=0).flat
        assert "no deletion to go on with" in made.run("registrants", "--resume", expect=2).err


def test_what_was_put_off_into_the_future_meanwhile_is_not_touched(tmp_path: Path) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        webex = made.webex
        assert isinstance(webex, Killing)
        webex.strike(made, YES, "^DELETE ", 1, "before")
        values = webex.world.meetings["a1"].values
        values["start"], values["end"] = soon(3), soon(3.02)
        ran = made.run("registrants", "--resume", expect=4)
        assert "the program is not over any more" in ran.flat
        assert left(made) == BEFORE | {"a2": 0}


def test_when_the_platform_asks_to_wait_the_rest_is_put_off_and_gone_on_with(tmp_path: Path) -> None:
    faults = [{"path": "a1/registrants/", "method": "DELETE", "status": 429, "headers": {"Retry-After": "9999"}}]
    with library(tmp_path, seed(faults=faults)) as made:
        ran = made.run(*YES, expect=4)
        assert "3 NOT proven gone: the platform asks to wait" in ran.flat
        assert left(made) == BEFORE | {"a2": 0}
        assert "not ended: hardener registrants --resume" in made.run("runs", expect=0).flat
        made.webex.quiet()
        made.run("registrants", "--resume", expect=0)
        assert left(made) == AFTER
        assert "6 of 6 sign-ups proven gone" in made.run("runs", expect=0).flat


def test_who_may_not_change_programs_may_look_and_not_delete(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text() + '\n[apply]\nallowed_by = ["Anna"]\n')
        made.run(*PURGE, expect=0)
        assert "allowed_by" in made.run(*YES, expect=2).err
        assert left(made) == BEFORE
        made.run(*YES, "--operator", "Anna", expect=0)
        assert left(made) == AFTER


def test_what_is_accepted_for_a_time_is_no_finding(tmp_path: Path) -> None:
    until = soon(30)[:10]
    (tmp_path / "waivers.yaml").write_text(
        "waivers:\n"
        f"  - {{control: data.registrants_retention_days, program: 'Baby*', reason: audit, by: Anna, until: {until}}}\n"
    )
    with library(tmp_path, seed()) as made:
        found = made.run("registrants", "--format", "json", expect=1).json
        status = {p["title"]: p["kept"]["sign-ups"]["status"] for p in found["programs"]}
        assert (status["Baby Storytime"], status["Toddlers"]) == ("waived", "fail")


@pytest.mark.parametrize(
    "words",
    [
        ("--purge",),
        ("--older-than", "30d"),
        ("--allow", "delete"),
        ("--yes",),
        ("--purge", "--older-than", "0d"),
        ("--purge", "--older-than", "soon"),
        ("--purge", "--older-than", "99999999d"),
        ("--purge", "--older-than", "30d", "--allow", "link"),
        ("--purge", "--older-than", "30d", "--format", "json"),
        ("--connection", "other"),
        ("--resume", "--connection", "main"),
        ("--resume", "--purge", "--older-than", "30d"),
        ("--resume", "--allow", "mail"),
    ],
)
def test_what_makes_no_sense_ends_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with library(tmp_path, small()) as made:
        ran = made.run("registrants", *words, expect=2)
        assert ran.out == ""
        assert not made.sent("GET", "DELETE")


def test_more_than_is_allowed_at_once_is_refused(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        assert "--max-changes 6" in made.run(*YES, "--max-changes", "5", expect=2).err
        assert left(made) == BEFORE
