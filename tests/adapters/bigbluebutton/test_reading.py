"""What Greenlight, the API and the files answer, in shapes that they have and that they do not have."""

from __future__ import annotations

import json
import re
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import responses
from tests.adapters.bigbluebutton.made import connected, everything
from tests.adapters.mutate import look
from tests.end_to_end.bigbluebutton_library import FILE, room, small

from hardener import adapter, links
from hardener.adapter import Changes
from hardener.errors import AdapterError, HardenerError
from hardener.model import Status, Target, Unreadable
from hardener.path import with_path
from hardener.sandbox import serve
from hardener_bigbluebutton.options import Options
from hardener_bigbluebutton.simulator import BigBlueButtonSimulator
from hardener_bigbluebutton.simulator.seed import SHIPPED

PAGE = "<!DOCTYPE html><html><body>The application</body></html>"
FIRST = "meeting/00000000-0000-4000-8000-000000000001"


def rooms(count: int) -> list[dict[str, Any]]:
    return [room(n, f"Room {n:02}") | {"friendly_id": f"abc-def-{n:03}"} for n in range(1, count + 1)]


def test_every_room_is_there_once_over_several_pages_and_old_addresses() -> None:
    with connected(small(*rooms(23))) as (made, app):
        found = everything(made)
        assert sum(each.kind == "meeting" for each in found.values()) == 23
        assert not [each for each in found.values() if isinstance(each, Unreadable)]
        pages = [call.query for call in app.calls if call.path.endswith("server_rooms.json")]
        assert [page.get("page", "1") for page in pages] == ["1", "2", "3"]
        assert {page["sort[column]"] for page in pages} == {"name"}


def test_of_a_code_nothing_but_that_there_is_one_is_kept() -> None:
    with connected(small(room(1, glModeratorAccessCode="mods77"))) as (made, _):
        target = everything(made)[FIRST]
        assert isinstance(target, Target)
        told = json.dumps([target.document, target.facts, target.title])
        assert not [secret for secret in ("tale42", "mods77", "abc-def-gh1-jkl") if secret in told]
        assert target.document["room"]["glViewerAccessCode"] is True  # type: ignore[index, call-overload]


@pytest.mark.parametrize("odd", [[], {}, 7, ["tale42"], {"code": "tale42"}, True])
def test_a_code_of_an_unknown_shape_ends_nothing_and_is_not_kept(odd: Any) -> None:
    fault = {"path": "room_settings", "set": {"data": {"glViewerAccessCode": odd}}}
    with connected(small(room(1), faults=[fault])) as (made, _):
        target = everything(made)[FIRST]
        assert isinstance(target, Target)
        assert target.document["room"]["glViewerAccessCode"] == "unknown"  # type: ignore[index, call-overload]


@pytest.mark.parametrize("odd", ["../admin/server_rooms/x/resync", "a b", "a?b", "a#b"])
def test_an_address_that_is_none_is_asked_for_nowhere(odd: str) -> None:
    with connected(small(room(1) | {"friendly_id": odd}, room(2))) as (made, app):
        found = everything(made)
        (unread,) = (each for each in found.values() if isinstance(each, Unreadable))
        assert odd not in unread.reason
        assert isinstance(found[FIRST[:-1] + "2"], Target)
        assert len([call for call in app.calls if "room_settings" in call.path]) == 1


@pytest.mark.parametrize("may", [True, False])
def test_that_a_room_is_not_recorded_is_shown_by_a_role_that_may_record_only(may: bool) -> None:
    with connected(small(room(1, record="true"))) as (made, app):
        if not may:
            app.seed.users[0].permissions.remove("CanRecord")
        target = everything(made)[FIRST]
        assert isinstance(target, Target)
        assert ("room.record" in target.unread) is not may
        assert ("record" in target.document["room"]) is may  # type: ignore[operator]


def test_a_session_that_is_over_is_begun_again() -> None:
    with connected(small()) as (made, app):
        before = everything(made)
        app.sessions.current.clear()
        assert everything(made) == before


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403, "body": {"errors": "Forbidden"}}, {"status": 404, "body": {"errors": ["RecordNotFound"]}},
        {"status": 500, "body": {"errors": ["SomethingWentWrong"]}}, {"truncate": True}, {"drop_key": "data"},
        {"set": {"data": None}}, {"set": {"data": []}}, {"redirect": "https://elsewhere.example/"},
    ],
)  # fmt: skip
def test_a_room_that_cannot_be_read_is_told_and_costs_nothing_else(fault: dict[str, Any]) -> None:
    seed = small(room(1), room(2), faults=[{"path": "room_settings/abc-def-gh1", **fault}])
    with connected(seed) as (made, _):
        found = everything(made)
        first = found[FIRST]
        assert isinstance(first, Unreadable)
        assert first.program is not None
        assert "abc-def" not in first.reason
        assert isinstance(found[FIRST[:-1] + "2"], Target)


@pytest.mark.parametrize("path", ["server_rooms", "sessions.json"])
@pytest.mark.parametrize("fault", [{"status": 500, "body": {"errors": []}}, {"truncate": True}, {"set": {"data": 7}}])
def test_a_list_that_cannot_be_read_is_told(path: str, fault: dict[str, Any]) -> None:
    with connected(small(faults=[{"path": path, "method": "GET", **fault}])) as (made, _):
        assert any(isinstance(each, Unreadable) and each.kind == "list" for each in everything(made).values())


def test_a_room_that_is_listed_twice_means_that_another_may_be_missing() -> None:
    twice = room(1)
    with connected(small(twice, twice, room(2))) as (made, _):
        found = everything(made)
        (unread,) = (each for each in found.values() if isinstance(each, Unreadable))
        assert "listed twice" in unread.reason


def test_a_wrong_password_is_tried_once() -> None:
    seed = small(room(1), room(2))
    with connected(seed) as (made, app):
        app.seed.users[0].password = "Another-one-1!"
        with pytest.raises(AdapterError, match="hardener connect main"):
            made.account()
        everything(made)
        assert sum(call.method == "POST" for call in app.calls) == 1


def server(files: dict[str, str], **more: Any) -> Target:
    with connected(small(files=files, **more), without=("greenlight", "bigbluebutton")) as (made, _):
        found = everything(made)["server/bbb-web"]
        assert isinstance(found, Target)
        return found


def test_nothing_of_the_files_is_kept_but_what_is_judged() -> None:
    found = server({})
    assert "salt" not in json.dumps(found.document)
    assert "securitySalt" not in json.dumps(found.document)


@pytest.mark.parametrize("broken", ["a=\\u00zz", "\x00" * 10 + "a=\\u1"])
def test_a_file_that_java_does_not_take_is_not_read_as_empty(broken: str) -> None:
    assert "bbb-web does not start" in server({"bbb-web.properties": broken}).unread["file"]


def test_without_the_shipped_file_its_defaults_are_not_guessed(tmp_path: Path) -> None:
    with connected(small(), without=("greenlight", "bigbluebutton"), shipped=str(tmp_path)) as (made, _):
        found = everything(made)["server/bbb-web"]
        assert isinstance(found, Target)
        assert "bigbluebutton.properties" in found.unread["shipped"]


@pytest.mark.parametrize(
    ("started", "why"), [(None, ""), (FILE, ""), ("", "after a restart"), ("a=\\u00", "nothing shows")]
)
def test_a_file_that_the_server_may_not_have_read_proves_nothing(started: str | None, why: str) -> None:
    found = server({}, started=started).document
    assert why in json.dumps(found["read"])
    assert (found["read"] == {"before": ""}) == (why == "")
    assert ("running" in found) == (why == "")


def test_what_the_server_was_started_with_is_in_force_and_no_secret_of_it_is_kept() -> None:
    found = server({}, started=FILE.replace("Cam=true", "Cam=${x:no}"))
    assert found.document["running"]["lockSettingsDisableCam"] == "no"  # type: ignore[index, call-overload]
    assert "salt" not in json.dumps(found.document)


def test_with_nothing_to_tell_when_the_server_was_started_nothing_closed_is_believed() -> None:
    with connected(small(), without=("greenlight", "bigbluebutton")) as (made, _):
        folder = Path(str(made.reader.files.options.folder))  # type: ignore[attr-defined]
        (folder / "bbb-web.started").unlink()
        found = everything(made)["server/bbb-web"]
        assert isinstance(found, Target)
        assert "nothing shows whether bbb-web was started" in json.dumps(found.document["read"])


def test_a_load_balancer_s_file_that_is_not_there_is_told() -> None:
    with connected(small(), scalelite="nowhere") as (made, _):
        found = everything(made)["balancer/calls"]
        assert isinstance(found, Unreadable)
        assert "nowhere" in found.reason


def test_what_is_on_is_not_told_where_a_load_balancer_hides_it() -> None:
    with connected(small(files={"lb": "GET_MEETINGS_API_DISABLED=true\n"}), scalelite="lb") as (made, _):
        with pytest.raises(AdapterError, match="shows nobody what is on"):
            list(
                made.live(made.read(next(t for t in everything(made).values() if isinstance(t, Target) and t.program)))
            )


@pytest.mark.parametrize(
    ("more", "told"), [("", False), ("<meetings/>", True), ("<messageKey>noMeetings</messageKey>", True)]
)
def test_an_answer_without_a_list_of_meetings_is_not_taken_for_an_empty_one(more: str, told: bool) -> None:
    answer = f"<response><returncode>SUCCESS</returncode>{more}</response>"
    with connected(small()) as (made, _), responses.RequestsMock() as mocked:
        mocked.add_passthru("http://127.0.0.1")
        mocked.get(re.compile(".*/api/getMeetings"), body=answer, content_type="text/xml")
        target = everything(made)[FIRST]
        assert isinstance(target, Target)
        with nullcontext() if told else pytest.raises(AdapterError, match="which meetings are on"):
            assert list(made.live(target)) == []


@pytest.mark.parametrize(("online", "on"), [(True, ["Storytime"]), (False, [])])
def test_greenlight_itself_tells_what_is_on_where_no_api_is_named(online: bool, on: list[str]) -> None:
    with connected(small(room(1) | {"online": online}), without=("bigbluebutton",)) as (made, _):
        target = everything(made)[FIRST]
        assert isinstance(target, Target)
        assert list(made.live(target)) == on


def test_what_is_no_setting_is_never_written() -> None:
    with connected(small(), read_only=False) as (made, app):
        found = everything(made)
        target, site = found[FIRST], found["site/greenlight"]
        assert isinstance(target, Target)
        assert isinstance(site, Target)
        calls = len(app.calls)
        for where, part, key in (
            (target, "by", "new"),
            (target, "room", "glModeratorAccessCode"),
            (site, "codes", "new"),
        ):
            after = with_path(where.document, f"{part}.{key}", "x")
            with pytest.raises(AdapterError):
                made.write(where, Changes.between(where.document, after))
        assert len(app.calls) == calls


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "name at least one"),
        ({"greenlight": "https://a.example", "scalelite": "x"}, "folder"),
        ({"folder": "/x", "scalelite": "x", "bbblb": "y", "tenant": "z"}, "one of scalelite and bbblb"),
        ({"folder": "/x", "bbblb": "y"}, "tenant"),
        ({"folder": "/x", "scalelite": "y", "balancer": False}, "there is none"),
        ({"folder": 7}, "folder"),
        ({"greenlite": "https://a.example"}, "unknown key"),
        ({"greenlight": "https://[::1"}, "greenlight"),
        ({"greenlight": "rooms.library.org"}, "expected an address"),
        ({"greenlight": "https://me:hidden-1@rooms.library.org"}, "nothing of a log-in"),
        ({"bigbluebutton": "ftp://bbb.library.org"}, "expected an address"),
    ],
)
def test_a_connection_that_cannot_be_is_told_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(HardenerError, match=said) as caught:
        Options.of(given)
    assert "\n" not in str(caught.value)


def test_the_links_of_its_hosts_are_known_in_every_form() -> None:
    forms = adapter.load("bigbluebutton").links({"greenlight": "https://rooms.example:8443/gl", "bigbluebutton": 7})  # type: ignore[attr-defined]
    assert len(forms) == 1
    for host in ("rooms.example:8443", "rooms.example"):
        assert links.pattern(forms).sub("", f"at https://{host}/gl/quiet-otters today") == "at  today"


@pytest.mark.parametrize(
    ("shipped", "own", "status"),
    [
        ("", "", Status.MANUAL),
        ("requireApproval", "", Status.FAIL),
        ("requireApproval", "freeForAll", Status.FAIL),
        ("requireApproval", "moderatorOnly", Status.MANUAL),
        ("requireApproval", "moderators", Status.ERROR),
        ("", "moderatorOnly", Status.MANUAL),
    ],
)
def test_who_may_become_the_presenter_counts_with_servers_that_know_it(shipped: str, own: str, status: Status) -> None:
    lines = [f"lockSettingsPresenterPolicy={word}\n" if word else "" for word in (shipped, own)]
    seed = small(room(1), own=FILE + lines[1], files={"bigbluebutton.properties": SHIPPED + lines[0]})
    app = BigBlueButtonSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server:
        found = look("bigbluebutton", server.url, server.connection(seed))
    assert {one for (_, control), one in found.verdicts.items() if control == "chan.screen_share"} == {status}


def test_nobody_but_moderators_names_a_presenter_after_a_change() -> None:
    files = {"bigbluebutton.properties": f"{SHIPPED}lockSettingsPresenterPolicy=requireApproval\n"}
    with connected(small(room(1), files=files), read_only=False) as (made, _):
        target = everything(made)["server/bbb-web"]
        assert isinstance(target, Target)
        row = next(r for r in made.settings if r.path == "file.lockSettingsPresenterPolicy")
        made.write(target, Changes.between(target.document, row.put(target.document, "server", "hosts")))
        after = made.read(target)
        assert after.document["file"]["lockSettingsPresenterPolicy"] == "moderatorOnly"  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("forced", "status"),
    [
        ("", Status.MANUAL),
        ("multiUserWhiteboardEnabled=false", Status.MANUAL),
        ("multiUserWhiteboardEnabled=true", Status.FAIL),
    ],
)
def test_that_all_may_draw_from_the_start_is_found_where_somebody_says_so(forced: str, status: Status) -> None:
    files = {"scalelite": f"OVERRIDE_CREATE_PARAMS={forced}\n"}
    seed = small(room(1), files=files, connection={"scalelite": "scalelite"})
    app = BigBlueButtonSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server:
        found = look("bigbluebutton", server.url, server.connection(seed))
    told = {control: one for (_, control), one in found.verdicts.items()}
    assert (told["chan.annotate"], told["chan.whiteboard"]) == (status, status)
