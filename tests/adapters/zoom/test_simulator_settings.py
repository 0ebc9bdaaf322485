"""Settings of users, groups and the account, and the locks between them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import Zoom, seed, zoom

CHAT = {"in_meeting": {"chat": False}}


def chat(client: Zoom, path: str = "/users/u1") -> Any:
    return client.get(f"{path}/settings").json()["in_meeting"]["chat"]


def test_a_change_is_merged_and_answered_with_nothing() -> None:
    with zoom() as client:
        before = client.get("/users/u1/settings").json()
        answer = client.patch("/users/u1/settings", CHAT)
        assert (answer.status_code, answer.content) == (204, b"")
        after = client.get("/users/u1/settings").json()
        assert after["in_meeting"] == {**before["in_meeting"], "chat": False}
        assert chat(client, "/users/u2") is True


def test_what_nobody_set_comes_from_above() -> None:
    with zoom() as client:
        client.patch("/accounts/me/settings", CHAT)
        assert chat(client) is False
        client.patch("/users/u1/settings", {"in_meeting": {"chat": True}})
        assert chat(client) is True
        assert chat(client, "/groups/g1") is False
    with zoom(behaviour={"inherit": False}) as client:
        client.patch("/accounts/me/settings", CHAT)
        assert chat(client) is True


def test_an_option_shows_its_own_block_and_nothing_else() -> None:
    with zoom() as client:
        assert set(client.get("/users/u1/settings", option="meeting_security").json()) == {"meeting_security"}
        auth = client.get("/users/u1/settings", option="meeting_authentication").json()
        assert set(auth) == {
            "meeting_authentication",
            "authentication_options",
            "allow_authentication_exception",
        }
        assert [each["id"] for each in auth["authentication_options"]] == ["staff", "any"]
        recording = client.get("/users/u1/settings", option="recording_authentication").json()
        assert set(recording) == {"recording_authentication", "authentication_options"}
        assert "meeting_security" not in client.get("/users/u1/settings").json()
        assert "security" in client.get("/accounts/me/settings", option="security").json()
        assert client.get("/users/u1/settings", option="security").status_code == 400


def test_a_block_is_written_only_with_its_option() -> None:
    body = {"meeting_security": {"waiting_room": False}}
    with zoom() as client:
        client.patch("/users/u1/settings", body)
        assert client.get("/users/u1/settings").json()["in_meeting"]["waiting_room"] is True
        client.patch("/users/u1/settings", body, option="meeting_security")
        # One switch, which the API shows in two places.
        assert client.get("/users/u1/settings").json()["in_meeting"]["waiting_room"] is False


def test_fields_can_be_asked_for_by_name() -> None:
    with zoom() as client:
        asked = client.get("/users/u1/settings", custom_query_fields="host_video,chat").json()
        assert asked["in_meeting"] == {"chat": True}
        assert asked["schedule_meeting"] == {"host_video": True}
        locks = client.get("/accounts/me/lock_settings", custom_query_fields="chat").json()
        assert locks["in_meeting"] == {"chat": False}


def test_what_is_read_only_is_ignored_or_refused() -> None:
    body = {"in_meeting": {"meeting_summary_with_ai_companion": {"enable": False}, "made_up": 1}}
    with zoom() as client:
        assert client.patch("/users/u1/settings", body).status_code == 204
        ai = client.get("/users/u1/settings").json()["in_meeting"]["meeting_summary_with_ai_companion"]
        assert ai["enable"] is True
    with zoom(behaviour={"refuse_unknown": True}) as client:
        answer = client.patch("/users/u1/settings", body)
        assert (answer.status_code, answer.json()["code"]) == (400, 300)
        assert answer.json()["errors"][0]["message"] == "is read-only"


@pytest.mark.parametrize("value", ["no", 0, None, {"enable": True}])
def test_a_wrong_type_is_refused_with_its_field(value: Any) -> None:
    with zoom() as client:
        answer = client.patch("/users/u1/settings", {"in_meeting": {"chat": value}})
        assert answer.status_code == 400
        assert answer.json()["message"] == "Validation Failed."
        assert answer.json()["errors"] == [{"field": "in_meeting.chat", "message": "must be of type bool"}]
        assert client.patch("/users/u1/settings", {"in_meeting": 5}).status_code == 400
        assert client.patch("/users/u1/settings", [1]).status_code == 400
        wrong = client.patch("/users/u1/settings", {"in_meeting": {"who_can_share_screen": "nobody"}})
        assert wrong.json()["errors"][0]["message"] == "must be one of all, host"


def lock(client: Zoom, path: str, value: bool = False) -> None:  # noqa: FBT002
    assert client.patch(f"{path}/settings", {"in_meeting": {"chat": value}}).status_code == 204
    assert client.patch(f"{path}/lock_settings", {"in_meeting": {"chat": True}}).status_code == 204


@pytest.mark.parametrize("path", ["/accounts/me", "/groups/g1"])
def test_a_locked_setting_is_silently_kept(path: str) -> None:
    with zoom() as client:
        lock(client, path)
        body = {"in_meeting": {"chat": True, "allow_participants_chat_with": 3, "annotation": False}}
        assert client.patch("/users/u1/settings", body).status_code == 204
        read = client.get("/users/u1/settings").json()["in_meeting"]
        assert (read["chat"], read["allow_participants_chat_with"], read["annotation"]) == (False, 4, False)


def test_a_locked_setting_can_be_refused() -> None:
    with zoom(behaviour={"lock_writes": "refuse", "lock_freezes_children": False}) as client:
        lock(client, "/groups/g1")
        answer = client.patch("/users/u1/settings", {"in_meeting": {"chat": True, "annotation": False}})
        assert answer.status_code == 400
        assert [each["field"] for each in answer.json()["errors"]] == ["in_meeting.chat"]
        child = {"in_meeting": {"allow_participants_chat_with": 3}}
        assert client.patch("/users/u1/settings", child).status_code == 204


@pytest.mark.parametrize(("told", "value"), [("own", True), ("effective", False)])
def test_a_users_own_value_or_the_one_that_holds_is_shown(told: str, value: bool) -> None:
    with zoom(behaviour={"locked_user_get": told}) as client:
        client.patch("/users/u1/settings", {"in_meeting": {"chat": True}})
        lock(client, "/groups/g1")
        assert chat(client) is value


def test_the_account_wins_over_the_group_and_the_primary_group_over_the_other() -> None:
    with zoom(behaviour={"locked_user_get": "effective"}) as client:
        lock(client, "/groups/g1")
        lock(client, "/groups/g2", value=True)
        assert chat(client) is False
        assert chat(client, "/users/u2") is True
        lock(client, "/accounts/me", value=True)
        assert chat(client) is True
        client.patch("/groups/g1/settings", CHAT)
        assert chat(client, "/groups/g1") is True


def test_locks_lack_what_zoom_leaves_out() -> None:
    with zoom() as client:
        client.patch("/groups/g1/lock_settings", {"in_meeting": {"meeting_reactions": True}})
        assert client.get("/groups/g1/lock_settings").json()["in_meeting"]["meeting_reactions"] is False
        account = client.get("/accounts/me/lock_settings").json()
        assert "personal_meeting" not in account["schedule_meeting"]
        assert "allow_participants_to_rename" not in account["in_meeting"]
        assert set(client.get("/groups/g1/lock_settings", option="meeting_security").json()) == {"meeting_security"}
        assert "attention_mode_focus_mode" not in client.get("/groups/g1/settings").json()["in_meeting"]


def test_locks_of_the_account_take_all_blocks() -> None:
    body = {"meeting_security": {"waiting_room": True}, "in_meeting": {"chat": True}}
    with zoom() as client:
        client.patch("/accounts/acc/lock_settings", body)
        assert client.get("/accounts/me/lock_settings").json()["in_meeting"]["chat"] is True
        shown = client.get("/accounts/me/lock_settings", option="meeting_security").json()
        assert shown["meeting_security"]["waiting_room"] is True


def test_two_changes_of_one_user_at_once_are_too_many() -> None:
    with zoom(behaviour={"settings_write_seconds": 0.5}) as client:
        answers: list[int] = []
        entered = threading.Event()

        def change() -> None:
            other = Zoom(client.app, client.url, client.clock)
            other.session.headers.update(client.session.headers)
            entered.set()
            answers.append(other.patch("/users/u1/settings", CHAT).status_code)
            other.session.close()

        thread = threading.Thread(target=change)
        thread.start()
        entered.wait()
        while not client.app.shared.busy and thread.is_alive():
            pass
        second = client.patch("/users/u1/settings", CHAT)
        assert second.status_code == 429
        assert "Too many concurrent requests" in second.json()["message"]
        assert client.patch("/users/u2/settings", CHAT).status_code == 204
        thread.join()
        assert answers == [204]


def test_the_ways_to_sign_in_can_be_changed() -> None:
    with zoom() as client:
        option = {"authentication_option": {"action": "add", "name": "City", "type": "enforce_login"}}
        client.patch("/accounts/me/settings", option, option="meeting_authentication")
        options = client.get("/users/u1/settings", option="meeting_authentication").json()["authentication_options"]
        assert [each["name"] for each in options] == ["Staff", "Anybody", "City"]
        for action in ("hide", "show", "update"):
            body = {
                "meeting_authentication": True,
                "authentication_option": {"action": action, "id": "staff"},
            }
            assert client.patch("/users/u1/settings", body, option="meeting_authentication").status_code == 204
        gone = {"authentication_option": {"action": "delete", "id": "staff"}}
        client.patch("/accounts/me/settings", gone, option="meeting_authentication")
        assert client.patch("/accounts/me/settings", gone, option="meeting_authentication").status_code == 400
        read = client.get("/users/u1/settings", option="meeting_authentication").json()
        assert read["meeting_authentication"] is True
        assert len(read["authentication_options"]) == 2


def test_registration_defaults_can_be_changed() -> None:
    with zoom() as client:
        for path in ("/groups/g1", "/accounts/me"):
            url = f"{path}/settings/registration"
            assert client.get(url, type="webinar").json()["approve_type"] == 0
            client.patch(url, {"approve_type": 1})
            assert client.get(url).json()["approve_type"] == 1


def test_a_free_account_has_no_account_level() -> None:
    with zoom(account={"id": "acc", "plan": "free"}) as client:
        for path in ("/accounts/me/settings", "/accounts/me/lock_settings", "/groups", "/groups/g1/settings"):
            client.clock.now += 1
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (400, 200)
            assert "Only available for paid account" in answer.json()["message"]


def test_missing_people_groups_and_accounts() -> None:
    with zoom() as client:
        assert (client.get("/users/nobody").status_code, client.get("/users/nobody").json()["code"]) == (
            404,
            1001,
        )
        assert client.get("/groups/none").json()["code"] == 4130
        assert client.get("/accounts/other/settings").json()["code"] == 2001
        assert client.get("/users/new@example.org/settings").json()["code"] == 1120
        assert client.get("/users/YOUTH@example.org").json()["id"] == "u1"


def test_users_and_groups_are_listed() -> None:
    with zoom() as client:
        assert [user["id"] for user in client.get("/users").json()["users"]] == ["u1", "u2", "u3"]
        pending = client.get("/users", status="pending").json()["users"]
        assert pending[0]["email"] == "new@example.org"
        assert "id" not in pending[0]
        assert client.get("/users", status="gone").status_code == 400
        assert client.get("/users", role_id="9").json()["total_records"] == 0
        assert [group["total_members"] for group in client.get("/groups").json()["groups"]] == [1, 2]
        assert [each["id"] for each in client.get("/groups/g2/members").json()["members"]] == ["u1", "u2"]
        assert client.get("/users/u1/schedulers").json()["schedulers"][0]["id"] == "u2"


def test_domains_are_listed() -> None:
    account = {
        **seed()["account"],
        "managed_domains": ["library.example.org"],
        "trusted_domains": ["example.org"],
    }
    with zoom(account=account) as client:
        assert client.get("/accounts/me/managed_domains").json()["total_records"] == 1
        assert client.get("/accounts/me/trusted_domains").json() == {"trusted_domains": ["example.org"]}
