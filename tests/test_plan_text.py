"""What a person reads of a plan: family words that fit a terminal, whatever anybody wrote into a title."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hardener.language import language, speaking
from hardener.model import Risk
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change, LeftOut, Level, Noticed, Outlook, Plan, Rest, Saved, Slot, Step
from hardener.report.plan.after import render_after, render_links, renewed
from hardener.report.plan.change import values
from hardener.report.plan_text import render_plan
from hardener.report.times import clock

pytestmark = pytest.mark.unit

ZONE = ZoneInfo("America/New_York")
MADE = datetime(2026, 11, 28, 23, 48, tzinfo=UTC)
EARLIER = """{"fingerprint":"8ebdd57ff7fe","plan":{"format":1,"id":"20261128-184800-fe11","made":"2026-11-28T18:48:00Z",
"asked":{"profile":null,"connections":[],"weeks":null,"program":null,"allowed":["lockout"]},"profiles":["storytime"],
"programs":1,"steps":[{"connection":"main","target":"meeting/81","kind":"meeting","title":"Baby Storytime",
"account":"zoom api.zoom.us acc","host":"host/h1","slots":[{"start":"2026-11-29T14:00:00Z","minutes":40}],
"written_to":"","doors":[],"changes":[{"connection":"main","target":"meeting/81","kind":"meeting",
"title":"Baby Storytime","path":"program.settings.waiting_room","setting":"settings.waiting_room",
"controls":["door.waiting_room"],"before":false,"after":true,"secret":false,"risks":["lockout"],"moves":[],
"reach":"this program only","follows":"","undo":"","kept":false}]}],"left_out":[],"unkept":[]}}"""
"""A plan as it was saved before plans had family words."""


def change(target: str, control: str, before: str, after: str, **more: object) -> Change:
    kind, _, number = target.partition("/")
    return Change.model_validate(
        {
            "connection": "main", "target": target, "kind": kind, "title": number, "path": f"program.{control}",
            "setting": control, "controls": (control,), "before": before, "after": after,
            "levels": (Level(control=control, before=before, after=after),), **more,
        }
    )  # fmt: skip


def step(target: str, title: str, *changes: Change, **more: object) -> Step:
    kind = target.partition("/")[0]
    base = {"connection": "main", "target": target, "kind": kind, "title": title, "changes": changes}
    return Step.model_validate({**base, **more})


def plan(*steps: Step, **more: object) -> Plan:
    return Plan.model_validate({"id": "20261128-234800-fe11", "made": MADE, "steps": steps, **more})


def waiting(number: int, title: str = "Family Storytime") -> Step:
    one = change(f"meeting/{number}", "door.waiting_room", "off", "everyone", risks=(Risk.LOCKOUT,))
    start = MADE + timedelta(days=number)
    return step(f"meeting/{number}", title, one, slots=(Slot(start=start, minutes=40),), host="host/h")


def shown(made: Plan, width: int = 80, *, every: bool = False, left_out: bool = False) -> str:
    return "".join(render_plan(made, ZONE, width=width, every=every, left_out=left_out))


AHEAD = Outlook(
    platforms=("zoom",), open_now=14, open_after=0,
    noticed=(
        Noticed(what="link", opened=False, programs=12, opt_ins=(Risk.LINK,)),
        Noticed(what="chan.rename_self", opened=False, programs=35, opt_ins=(Risk.SHARED,)),
        Noticed(what="cap.live", opened=True, programs=2, opt_ins=(Risk.OPEN,), given=False),
    ),
    rest=(
        Rest(control="host.second_adult", programs=11, where="Meetings > Edit > Alternative hosts"),
        Rest(control="rec.retention_days_max", programs=3, why="the vendor has no setting for it"),
    ),
)  # fmt: skip
LOBBY = LeftOut(
    connection="main", target="meeting/9", title="x", controls=("cap.live",), needs=(Risk.OPEN,), reason="needs it"
)


def test_it_says_what_it_is_until_when_it_is_good_and_what_is_open_after_it() -> None:
    lines = shown(plan(waiting(1), outlook=AHEAD)).splitlines()
    assert lines[0].startswith("PLAN 20261128-234800-fe11")
    assert " · Zoom" in lines[0] + lines[1]
    assert "Good to Sun 29 Nov, 6:48 pm, New York time" in "\n".join(lines)
    assert "After it, 0 programs are open to strangers (now 14)." in lines


def test_what_could_not_be_told_is_never_counted_as_closed() -> None:
    told = shown(plan(waiting(1), outlook=AHEAD.model_copy(update={"unclear": 3, "partly": True})))
    assert "(now 14). 3 more programs cannot be told." in " ".join(told.split())
    assert "NOT COMPLETE: there may be programs that could not be looked at." in told


def test_a_count_of_after_a_restart_says_so() -> None:
    ahead = AHEAD.model_copy(update={"waiting": 3, "services": ("bbb-web", "the web server of Jitsi")})
    told = " ".join(shown(plan(waiting(1), outlook=ahead)).split())
    after = "This counts 3 changes that are not in force before a restart of bbb-web and the web server of Jitsi."
    assert f"(now 14). {after}" in told
    assert "restart" not in shown(plan(waiting(1), outlook=AHEAD))


def test_what_families_notice_names_its_opt_in_and_whether_it_was_given() -> None:
    lines = [" ".join(line.split()) for line in shown(plan(waiting(1), outlook=AHEAD)).splitlines()]
    assert "12 programs links already mailed may stop working link given" in lines
    assert "35 programs nobody can change the name on the screen shared given" in lines
    assert "2 programs captions can be turned on open NOT GIVEN" in lines


def test_nothing_was_looked_ahead_for_and_nothing_is_said_of_it() -> None:
    told = shown(plan(waiting(1)))
    assert "open to strangers" not in told
    assert "FAMILIES" not in told


def test_before_and_after_are_family_words_and_never_the_vendor_s() -> None:
    assert "Waiting room: nobody waits → everyone waits" in shown(plan(waiting(1)))


def test_what_touches_most_comes_first_and_what_is_only_looked_at_is_named() -> None:
    names = change("account/me", "chan.rename_self", "on", "off", risks=(Risk.SHARED,))
    account = step("account/me", "the account", names, touches=36, looked_at=("Jo's Personal Room",))
    told = shown(plan(waiting(1), account))
    assert told.index("The account · 35 programs, 1 looked at only") < told.index("Family Storytime, Sun 29 Nov")
    many = [waiting(n, f"Program {n}") for n in range(1, 30)]
    assert "1 looked at only (Jo's Personal Room)" in shown(plan(*many, account))
    assert "1 on shared settings" in told


def test_programs_of_one_title_and_host_that_change_alike_are_one_place() -> None:
    told = shown(plan(waiting(1), waiting(2), waiting(3)))
    assert "Family Storytime ×3, next Sun 29 Nov, 6:48 pm" in told  # noqa: RUF001 - the sign is meant
    assert told.count("Waiting room") == 1
    assert "3 CHANGES at 3 places" in told


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_plan_of_any_size_fits_a_terminal(width: int) -> None:
    long = "Bilingual Storytime / Hora de cuentos with the Westside branch and its very many friends"
    made = plan(*(waiting(n, f"{n} {long}") for n in range(1, 60)), outlook=AHEAD, left_out=(LOBBY,), programs=60)
    lines = shown(made, width).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) <= (24 if width >= 80 else 30)
    assert "59 CHANGES at 59 places · nothing was changed" in lines
    assert "59 places: --all" in "\n".join(lines)
    whole = shown(made, width, every=True).splitlines()
    assert max(map(len, whole)) <= width
    assert sum("everyone waits" in line for line in whole) == 59


def test_what_is_left_out_is_told_by_who_can_do_something_about_it() -> None:
    told = shown(plan(waiting(1), outlook=AHEAD, left_out=(LOBBY,)), left_out=True)
    parts = ["Needs your word", "--allow open: 1 finding (Live captions)", "By hand", "Meetings > Edit > Alternative"]
    at = [told.index(part) for part in (*parts, "Not on this platform", "How long recordings are kept, 3 programs")]
    assert at == sorted(at)


def test_what_undo_cannot_do_is_told_even_where_most_is_folded() -> None:
    one = change("meeting/1", "door.waiting_room", "off", "everyone", undo="takes it off only while nobody waits")
    made = plan(*(waiting(n, f"Program {n}") for n in range(2, 40)), step("meeting/1", "Last", one))
    assert "undo takes it off only while nobody waits" in shown(made)


def test_a_plan_that_was_saved_before_there_were_words_is_still_good() -> None:
    saved = Saved.model_validate_json(EARLIER.replace("\n", ""))
    assert saved.plan.fingerprint == "8ebdd57ff7fe"
    assert "Waiting room: off → on" in shown(saved.plan)


def test_the_words_of_a_plan_are_part_of_what_is_signed_off() -> None:
    made = plan(waiting(1), outlook=AHEAD)
    plain = json.loads(made.model_dump_json())
    plain["outlook"]["open_after"] = 7
    assert Plan.model_validate(plain).fingerprint != made.fingerprint
    plain = json.loads(made.model_dump_json())
    plain["steps"][0]["changes"][0]["levels"][0]["after"] = "guests"
    assert Plan.model_validate(plain).fingerprint != made.fingerprint


def outcome(one: Change, result: Result) -> Outcome:
    return Outcome(change=one, result=result)


def test_after_a_run_families_of_changed_links_are_to_be_told_and_no_link_is() -> None:
    signs_up = change("meeting/1", "door.registration_required", "not-required", "required", risks=(Risk.LINK,))
    first = step("meeting/1", "Family Storytime", signs_up, slots=(Slot(start=MADE, minutes=40),))
    second = step("meeting/2", "Teen D&D", signs_up.model_copy(update={"target": "meeting/2"}))
    came = [
        (second, (outcome(second.changes[0], Result.APPLIED),)), (first, (outcome(signs_up, Result.APPLIED),)),
        (waiting(3), (outcome(waiting(3).changes[0], Result.APPLIED),)),
        (step("meeting/4", "Stale", signs_up), (outcome(signs_up, Result.STALE),)),
    ]  # fmt: skip
    told = "".join(render_after(plan(first, second, outlook=AHEAD, left_out=(LOBBY,)), 3, came, 80))
    assert "Tell families: 2 programs have new links. The list: hardener runs 3 --links" in told
    assert "By hand" in told
    assert "--allow open" in told
    lines = "".join(render_links(renewed(came), ZONE)).splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "Sat 28 Nov, 6:48 pm Family Storytime", "no date in the plan Teen D&D",
    ]  # fmt: skip


def test_times_are_a_librarian_s() -> None:
    day = datetime(2026, 11, 28, tzinfo=UTC)
    said = [clock(day + timedelta(minutes=m)) for m in (0, 5, 11 * 60 + 59, 720, 721, 23 * 60)]
    assert said == ["12:00 midnight", "12:05 am", "11:59 am", "12:00 noon", "12:01 pm", "11:00 pm"]


def test_a_value_with_the_sign_that_parts_values_stays_one_value() -> None:
    """Spanish has a semicolon in some."""
    mute = change("meeting/1", "chan.mic_self_unmute", "on", "off")
    with speaking(language("es")):
        assert values(mute) == ("las familias pueden reactivar su audio", "nadie; habla el personal")
    form = change("meeting/1", "signup.fields", "a → b; c", "d; e", levels=())
    assert values(form) == ("a → b; c", "d; e")
