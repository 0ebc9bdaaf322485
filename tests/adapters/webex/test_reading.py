"""What the adapter makes of what Webex says, over real HTTP."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import requests
from tests.adapters.webex.made import HOST, NOW, OTHER, SITE, WINDOW, Vault, at, office, program, series, small

from hardener.errors import AdapterError, ScopeError, WriteForbiddenError
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.oauth import begin, finish
from hardener_webex import Webex
from hardener_webex.documents import host_of
from hardener_webex.simulator.seed import ADMIN_SCOPES, USER_SCOPES


def scopes_without(seed: dict[str, Any], *lacking: str, app: int = 0) -> dict[str, Any]:
    apps = [dict(each) for each in seed["apps"]]
    apps[app]["scopes"] = [s for s in apps[app]["scopes"] if s not in lacking]
    return {**seed, "apps": apps}


def test_two_lists_for_each_host_and_no_call_for_each_meeting() -> None:
    meetings = [program(f"m{n}", registration=None, days=1 + n % 20) for n in range(230)]
    with office(small(*meetings)) as made:
        found = [t for t in made.everything() if isinstance(t, Target) and t.program]
        assert len(found) == 230
        calls = Counter(made.calls("GET"))
        assert calls["/v1/meetings"] == 2 * 3 + 2 + 2, "a page for every hundred"
        assert not [path for path in calls if path.startswith("/v1/meetings/")]


def test_only_a_sign_up_form_takes_a_call_of_its_own() -> None:
    with office(small(program("a1"), program("a2", registration=None))) as made:
        made.everything()
        assert [p for p in made.calls("GET") if p.startswith("/v1/meetings/")] == ["/v1/meetings/a1/registration"]


def test_what_a_host_is_only_invited_to_is_left_out() -> None:
    with office(small(program("a1"), program("b1", host=OTHER, title="Theirs", invitees=[HOST]))) as made:
        hosts = {t.title: t.program.host for t in made.targets().values() if t.program}
        assert hosts == {"Baby Storytime": f"host/{host_of(HOST).key}", "Theirs": f"host/{host_of(OTHER).key}"}


def test_the_site_comes_before_the_host_and_the_host_before_its_programs() -> None:
    with office(small()) as made:
        assert [t.id.split("/")[0] for t in made.everything()] == ["account", "host", "meeting"]
        target = made.targets()["Baby Storytime"]
        assert target.above == ((f"host/{host_of(HOST).key}",), (f"account/{SITE}",))


def test_no_address_of_anybody_is_in_an_id_or_a_name() -> None:
    with office(small(), personal_rooms=True) as made:
        for target in made.everything():
            assert "@example" not in repr((target.id, target.title, target.above, target.program))


def test_a_series_starts_next_when_its_next_date_does() -> None:
    with office(small(series("s1"))) as made:
        what = made.targets()["Weekly"].program
        assert what is not None
        assert (what.start is not None and what.start.isoformat(), what.minutes, what.series) == (
            "2026-11-24T10:00:00+00:00", 45, True,
        )  # fmt: skip


def test_a_changed_date_is_a_program_of_its_own_and_an_unchanged_one_is_not() -> None:
    changed = {"date": at(8), "values": {"meetingOptions": {"enabledChat": True}}}
    with office(small(series("s1", exceptions=[changed]))) as made:
        targets = [t for t in made.everything() if isinstance(t, Target) and t.program]
        found = sorted(targets, key=lambda t: t.kind)
        assert [(t.kind, t.program.id, t.program.occurrence) for t in found if t.program] == [
            ("meeting", "s1", ""),
            ("occurrence", "s1", "s1_20261201T100000Z"),
        ]
        assert "registration.enabled" in found[1].unavailable


def test_what_is_over_or_out_of_view_is_not_told() -> None:
    gone, late = program("gone", days=-1), program("late", days=40)
    ended = series("s1", recurrence="FREQ=WEEKLY;COUNT=2")
    with office(small(gone, late, ended)) as made:
        assert not [t for t in made.everything() if t.program]


def test_one_is_found_by_title_id_or_number() -> None:
    with office(small(program("a1"), program("a2", title="Teen Night"))) as made:
        number = made.targets()["Teen Night"].document["program"]["meetingNumber"]  # type: ignore[index,call-overload]
        for sought in ("teen", "a2", str(number)):
            window = replace(WINDOW, program=sought)
            assert [t.title for t in made.everything(window) if t.program] == ["Teen Night"]


def test_a_meeting_in_progress_says_before_a_write_that_webex_will_refuse() -> None:
    with office(small(program("a1", days=0, start="2026-11-23T14:50:00Z", live=True))) as made:
        target = made.targets()["Baby Storytime"]
        assert target.program is not None
        assert target.program.live
        assert "in progress" in target.unavailable["meetingOptions.enabledChat"]


def test_a_meeting_in_a_personal_room_cannot_be_changed() -> None:
    with office(small(program("a1", scheduledType="personalRoomMeeting", registration=None))) as made:
        target = made.targets()["Baby Storytime"]
        assert (target.kind, target.program.kind if target.program else "") == ("room_meeting", "room")
        assert "personal room" in target.unavailable["meetingOptions.enabledChat"]


def test_a_weekly_series_says_what_to_do_instead_of_registration() -> None:
    with office(small(series("s1"))) as made:
        said = made.targets()["Weekly"].unavailable["registration.enabled"]
        assert all(way in said for way in ("single meetings", "webinar", "lobby"))


def test_a_personal_room_is_read_for_each_host_that_has_one() -> None:
    with office(small(), personal_rooms=True) as made:
        assert {t.title for t in made.everything() if t.kind == "room"} == {
            "Personal room of story@…",
            "Personal room of second@…",
        }


def test_a_host_whose_list_fails_is_named_and_the_others_are_whole() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 503}
    seed = small(faults=[{**fault, "nth": []}])
    with office(seed) as made:
        unread = [t for t in made.everything() if isinstance(t, Unreadable)]
        assert {t.title for t in unread} >= {"meetings of story@…", "dates of story@…"}


def test_dates_that_cannot_be_listed_leave_the_start_of_a_series_unknown() -> None:
    fault = {"path": "/v1/meetings$", "nth": [2], "status": 404}
    with office(small(series("s1"), faults=[fault]), hosts=[HOST]) as made:
        found = {t.title: t for t in made.everything()}
        assert isinstance(found["dates of story@…"], Unreadable)
        weekly = found["Weekly"]
        assert weekly.program is not None
        assert weekly.program.start is None


def test_a_date_without_its_series_does_not_tell_whether_one_signs_up() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 404}
    with office(small(program("a1"), faults=[fault]), hosts=[HOST]) as made:
        date = made.targets()["Baby Storytime (one changed date)"]
        assert set(date.unread) == {"signup", "form"}


def test_without_the_site_s_settings_they_are_unread_and_never_taken_to_be_open() -> None:
    with office(scopes_without(small(), "meeting:admin_config_read")) as made:
        site = made.targets()[f"the site {SITE}"]
        assert "meeting:admin_config_read" in site.unread["common"]


def test_a_missing_scope_is_named_before_anything_is_asked() -> None:
    with office(scopes_without(small(), "spark-admin:people_read")) as made:
        with pytest.raises(ScopeError, match="spark-admin:people_read"):
            made.everything()
        assert "/v1/people" not in made.calls("GET")


def test_where_webex_does_not_tell_the_scopes_its_refusal_is_explained() -> None:
    seed = scopes_without(small(behaviour={"tell_scopes": False}), "spark-admin:people_read")
    with office(seed) as made, pytest.raises(ScopeError, match="spark-admin:people_read"):
        made.everything()


def test_hosts_that_the_configuration_names_need_no_directory() -> None:
    seed = scopes_without(small(program("b1", host=OTHER), program("a1")), "spark-admin:people_read")
    with office(seed, hosts=["Story@Example.org"]) as made:
        assert {t.program.id for t in made.everything() if t.program} == {"a1"}
        assert not [a for a in made.webex.access() if a.allowed is False]


def test_one_host_sees_their_own_programs_and_nobody_else_s() -> None:
    with office(small(program("a1"), program("b1", host=OTHER)), app=1, auth="user") as made:
        found = {t.id.split("/")[1] if t.program else t.id: t for t in made.everything()}
        assert "a1" in found
        assert "b1" not in found
        site = found[f"account/{SITE}"]
        assert isinstance(site, Target)
        assert "administrator" in site.unread["common"]
        assert not any("hostEmail" in c.query for c in made.sim.calls)


def test_a_program_is_read_again_in_a_new_process() -> None:
    with office(small()) as made:
        target = made.targets()["Baby Storytime"]
    with office(small()) as made:
        again = made.webex.read(replace(target, document={"program": None}))
        assert (again.id, again.facts) == (target.id, target.facts)
        assert again.document["form"] == target.document["form"]


def test_a_program_that_is_gone_says_so() -> None:
    with office(small()) as made:
        target = made.targets()["Baby Storytime"]
        del made.sim.world.meetings["a1"]
        with pytest.raises(AdapterError, match="no such meeting"):
            made.webex.read(target)


def test_a_reading_session_sends_no_write() -> None:
    with office(small(), read_only=True) as made:
        target = made.targets()["Baby Storytime"]
        item = target.document["program"]
        assert isinstance(item, dict)
        after = replace(target, document={**target.document, "program": {**item, "publicMeeting": True}})
        with pytest.raises(WriteForbiddenError):
            made.webex.write(target, after)
        assert not made.calls("PATCH")


def test_doctor_names_every_scope_that_is_missing() -> None:
    lacking = {"meeting:admin_preferences_read", "meeting:admin_schedule_write"}
    with office(scopes_without(small(), *lacking)) as made:
        assert {a.scope for a in made.webex.access() if a.allowed is False} == lacking


def test_a_slow_vendor_s_retry_after_is_waited_for() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 429, "headers": {"Retry-After": "1"}}
    with office(small(faults=[fault])) as made:
        assert "Baby Storytime" in made.targets()


def test_a_refresh_token_that_webex_replaces_is_kept_and_one_that_stays_is_not_written() -> None:
    with office(small()) as made:
        made.everything()
        assert made.vault.kept == []
    with office(small(behaviour={"rotate_refresh": True})) as made:
        made.everything()
        assert made.vault.kept == ["refresh_token"]


def test_a_refresh_token_that_is_too_old_says_what_to_do() -> None:
    with office(small()) as made:
        made.vault.secrets["refresh_token"] = "long gone"
        with pytest.raises(AdapterError, match="hardener connect"):
            list(made.webex.access())


@pytest.mark.parametrize("auth", ["user", "admin"])
def test_a_person_s_consent_becomes_a_refresh_token(auth: str) -> None:
    seed = small()
    seed["apps"][1] |= {"redirect_uris": ["http://127.0.0.1:8910/"], "scopes": [*ADMIN_SCOPES, *USER_SCOPES]}
    with office(seed, app=1) as made, Session("main", read_only=True) as session:
        options = {"auth": auth, "token_url": f"{made.url}/v1/access_token"}
        consent = Webex.consent(options, made.vault)
        assert consent is not None
        asked = begin(consent)
        there = asked.url.replace("https://webexapis.com", made.url)
        callback = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
        before = made.vault.secrets["refresh_token"]
        Webex.exchange(options, session, made.vault, finish(consent, asked, callback))
        assert made.vault.secrets["refresh_token"] != before
        assert [c.name for c in Webex.credentials(options)] == ["client_id", "client_secret"]


def test_a_service_app_needs_its_refresh_token_and_nobody_s_consent() -> None:
    assert Webex.consent({}, Vault({})) is None
    assert [c.name for c in Webex.credentials({})] == ["client_id", "client_secret", "refresh_token"]


def test_a_program_s_own_reading_may_fail_and_is_never_left_out() -> None:
    odd = {"path": "/v1/meetings$", "set": {"items.*.scheduledType": "hologram"}}
    with office(small(faults=[odd])) as made:
        found = [t for t in made.everything() if t.program]
        assert [(type(t), t.title) for t in found] == [(Unreadable, "Baby Storytime")]


def test_a_personal_room_that_cannot_be_read_is_named() -> None:
    fault = {"path": "personalMeetingRoom$", "status": 409}
    with office(small(faults=[fault]), personal_rooms=True) as made:
        unread = {t.title for t in made.everything() if isinstance(t, Unreadable)}
        assert unread == {f"Personal room of {who}@…" for who in ("story", "second", "app")}


def test_only_the_sites_that_are_named() -> None:
    two = program("b1", site="two.webex.com")
    with office(
        small(program("a1"), two, sites=[{"siteUrl": SITE}, {"siteUrl": "two.webex.com"}]), sites=[SITE]
    ) as made:
        assert {t.id.split("/")[1] for t in made.everything() if t.program or t.kind == "account"} == {"a1", SITE}


def test_bad_options_name_the_key() -> None:
    with pytest.raises(AdapterError, match="nonsense: unknown key"), office(small(), nonsense=1):
        pass


def test_the_clock_of_the_tests_stands_still() -> None:
    with office(small()) as made:
        assert made.webex.api.now() == NOW
