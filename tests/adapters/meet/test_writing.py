"""The adapter asks Google for changes: the smallest, one go a place, never by a mask that deletes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.meet.made import Client, adapter, event, google, read, seed, space, target
from tests.made import ask

from hardener.adapter import AdapterError
from hardener.errors import ScopeError, WriteForbiddenError
from hardener.model import Target
from hardener.path import with_path
from hardener_meet.documents import ACCOUNT

CHAT = "space.config.moderationRestrictions.chatRestriction"
OPEN = {"moderation": "OFF", "accessType": "OPEN"}


def changed(before: Target, changes: dict[str, Any]) -> Target:
    document = dict(before.document)
    for path, value in changes.items():
        document = with_path(document, path, value)
    return replace(before, document=document)


def write(client: Client, changes: dict[str, Any], *, read_only: bool = False) -> Target:
    """Read, write, and return what is read afterwards."""
    before = target(client)
    with adapter(client, read_only=read_only) as meet:
        client.app.calls.clear()
        ask(meet, before, changed(before, changes))
    return target(client)


def sent(client: Client) -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
    return [(c.path, dict(c.query), c.keys) for c in client.app.calls if c.method == "PATCH"]


def test_a_restriction_goes_together_with_moderation_and_nothing_else() -> None:
    with google(seed(spaces=[space(config=OPEN)])) as client:
        found = write(client, {CHAT: "HOSTS_ONLY", "space.config.moderation": "ON"})
        settings: Any = found.document["space"]
        assert settings["config"]["moderationRestrictions"]["chatRestriction"] == "HOSTS_ONLY"
        assert settings["config"]["accessType"] == "OPEN"
        path, query, keys = sent(client)[0]
        assert path == "/v2/spaces/Szyxponmcba", "by its name, not by its code"
        assert query["updateMask"] == "config.moderation,config.moderationRestrictions.chatRestriction"
        assert set(keys) == set(query["updateMask"].split(","))
        assert len(sent(client)) == 1


def test_moderation_that_is_on_already_is_sent_along() -> None:
    loose = {"moderationRestrictions": {"chatRestriction": "NO_RESTRICTION"}}
    with google(seed(spaces=[space(config=loose)])) as client:
        write(client, {CHAT: "HOSTS_ONLY"})
        assert "config.moderation" in sent(client)[0][1]["updateMask"].split(",")


def test_a_guest_flag_changes_the_event_without_mail_and_without_its_conference() -> None:
    with google(seed(event(guestsCanSeeOtherGuests=True))) as client:
        found = write(client, {"event.guestsCanSeeOtherGuests": False})
        assert found.document["event"]["guestsCanSeeOtherGuests"] is False  # type: ignore[index,call-overload]
        [(path, query, keys)] = sent(client)
        assert path.endswith("/events/story")
        assert query["sendUpdates"] == "none"
        assert "conferenceDataVersion" not in query
        assert keys == ("guestsCanSeeOtherGuests",)
        assert client.app.world.mails == []


def test_space_and_event_take_one_call_each() -> None:
    with google(seed(event(guestsCanModify=True), spaces=[space(config=OPEN)])) as client:
        write(client, {"space.config.accessType": "RESTRICTED", "event.guestsCanModify": False})
        assert len(sent(client)) == 2


@pytest.mark.parametrize("restricted", ["config.moderation", "config.accessType"])
def test_what_the_edition_refuses_does_not_keep_the_rest_from_being_changed(restricted: str) -> None:
    made = seed(event(guestsCanModify=True), spaces=[space(config=OPEN)], behaviour={"refused": [restricted]})
    with google(made) as client:
        before = target(client)
        wanted = {CHAT: "HOSTS_ONLY", "space.config.moderation": "ON", "space.config.accessType": "RESTRICTED"}
        with adapter(client, read_only=False) as meet, pytest.raises(AdapterError, match="not available"):
            ask(meet, before, changed(before, {**wanted, "event.guestsCanModify": False}))
        found: Any = target(client).document
        assert found["event"]["guestsCanModify"] is False
        config = found["space"]["config"]
        kept = (config["moderation"], config["accessType"])
        assert kept == (("OFF", "RESTRICTED") if restricted == "config.moderation" else ("ON", "OPEN"))


@pytest.mark.parametrize("path", ["space.name", "space.phoneAccess", "event.summary", "link.shared", "told.summary"])
def test_nothing_but_settings_is_ever_sent(path: str) -> None:
    with google() as client:
        before = target(client)
        client.app.calls.clear()
        with adapter(client, read_only=False) as meet, pytest.raises(AdapterError, match=r"refusing|no call"):
            ask(meet, before, changed(before, {path: "x"}))
        assert not sent(client)


def test_the_organization_is_never_written_to() -> None:
    with google() as client, adapter(client, read_only=False) as meet:
        account = read(client)[ACCOUNT]
        assert isinstance(account, Target)
        with pytest.raises(AdapterError, match="only read"):
            ask(meet, account, account)


def test_while_looking_no_write_leaves_the_process() -> None:
    with google() as client:
        with pytest.raises(WriteForbiddenError):
            write(client, {"event.guestsCanModify": True}, read_only=True)
        assert not sent(client)


def test_without_the_scope_the_change_is_refused_before_it_is_sent() -> None:
    with google(seed(scopes=("meetings.space.readonly", "calendar.events.readonly"))) as client:
        for path, value in {"event.guestsCanModify": True, "space.config.accessType": "OPEN"}.items():
            with pytest.raises(ScopeError, match="lacks the scope https://"):
                write(client, {path: value})
        assert not sent(client)


def test_the_calendar_s_own_rate_limit_is_waited_for() -> None:
    body = {"error": {"errors": [], "code": 403, "message": "Rate Limit Exceeded"}}
    faults = [{"path": "/events", "nth": [1, 2], "status": 403, "body": body}]
    with google(seed(faults=faults)) as client:
        assert isinstance(read(client)["story"], Target)
