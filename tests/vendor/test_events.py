"""What proves a webhook, and what is taken of it: nothing but whose it is and which program it names."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hardener.vendor.events import Delivery, OddError, UnprovenError, UntimelyError
from hardener_webex import Webex
from hardener_zoom import Zoom

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
SECRET = "s3cret-of-the-webhook"


def zoom(body: object, *, at: datetime = NOW, secret: str = SECRET, raw: bytes | None = None) -> Delivery:
    """Return a delivery as Zoom's documentation says that it signs one."""
    sent = json.dumps(body).encode() if raw is None else raw
    when = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"v0:{when}:".encode() + sent, hashlib.sha256).hexdigest()
    return Delivery({"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": when}, sent, NOW)


def webex(body: object, secret: str = SECRET) -> Delivery:
    sent = json.dumps(body).encode()
    return Delivery({"x-spark-signature": hmac.new(secret.encode(), sent, hashlib.sha1).hexdigest()}, sent, NOW)


def event(name: str, ident: object = 81, **more: Any) -> dict[str, Any]:
    told = {"id": ident, "join_url": "https://zoom.us/j/81?pwd=x", "topic": "Storytime"}
    return {"event": name, "event_ts": 1, "payload": {"account_id": "acct", "object": told}, **more}


@pytest.mark.parametrize(
    ("name", "programs", "everything"),
    [
        ("meeting.updated", ("81",), False),
        ("webinar.deleted", ("81",), False),
        ("user.settings_updated", (), True),
        ("account.lock_settings_updated", (), True),
        ("meeting.participant_joined", (), False),
        ("something.new", (), False),
    ],
)
def test_zooms_events(name: str, programs: tuple[str, ...], everything: bool) -> None:
    heard = Zoom.hear(zoom(event(name)), SECRET)
    assert (heard.account, heard.programs, heard.everything) == ("acct", programs, everything)
    assert "Storytime" not in repr(heard)
    assert "pwd" not in repr(heard)


def test_an_id_is_the_same_as_number_and_as_text() -> None:
    assert (
        Zoom.hear(zoom(event("meeting.updated", "81")), SECRET).programs
        == Zoom.hear(zoom(event("meeting.updated")), SECRET).programs
    )


@pytest.mark.parametrize("ident", [None, True, [], {}, "", "x" * 300, "8\n1"])
def test_a_program_that_is_not_named_is_any(ident: object) -> None:
    heard = Zoom.hear(zoom(event("meeting.updated", ident)), SECRET)
    assert (heard.programs, heard.everything) == ((), True)


def test_a_repetition_is_known_by_what_it_says() -> None:
    """Zoom signs each try anew."""
    first = Zoom.hear(zoom(event("meeting.updated")), SECRET)
    assert Zoom.hear(zoom(event("meeting.updated"), at=NOW + timedelta(minutes=4)), SECRET).mark == first.mark
    assert Zoom.hear(zoom(event("meeting.updated", 82)), SECRET).mark != first.mark


def test_what_has_no_time_of_its_own_is_no_repetition() -> None:
    """Two events would otherwise be one, and what the second says of would wait for the schedule."""
    said = event("meeting.updated")
    del said["event_ts"]
    assert Zoom.hear(zoom(said), SECRET).mark == ""


def test_bytes_that_json_does_not_keep_are_proven_as_they_came() -> None:
    raw = b'{ "event":"meeting.updated" , "payload":{"account_id":"acct","object":{"id":81.0,"uuid":"a\\/b\\u00e9"}}}'
    assert Zoom.hear(zoom(None, raw=raw), SECRET).everything


GOOD = zoom(event("meeting.updated"))


@pytest.mark.parametrize(
    "bad",
    [
        zoom(event("meeting.updated"), secret="another"),
        zoom(event("meeting.updated"), at=NOW - timedelta(minutes=6)),
        zoom(event("meeting.updated"), at=NOW + timedelta(minutes=6)),
        replace(GOOD, body=GOOD.body + b" "),
        replace(GOOD, headers={}),
        replace(GOOD, headers={"x-zm-signature": GOOD.headers["x-zm-signature"]}),
        replace(GOOD, headers={"x-zm-request-timestamp": GOOD.headers["x-zm-request-timestamp"]}),
        replace(GOOD, headers={**GOOD.headers, "x-zm-signature": GOOD.headers["x-zm-signature"][3:]}),
        replace(GOOD, headers={**GOOD.headers, "x-zm-signature": f"v0=é{GOOD.headers['x-zm-signature'][4:]}"}),
        replace(GOOD, headers={**GOOD.headers, "x-zm-request-timestamp": "-1"}),
        replace(GOOD, headers={**GOOD.headers, "x-zm-signature": ",".join([GOOD.headers["x-zm-signature"]] * 2)}),
    ],
)
def test_what_is_not_proven_is_not_heard(bad: Delivery) -> None:
    with pytest.raises(UnprovenError):
        Zoom.hear(bad, SECRET)


@pytest.mark.parametrize("when", ["1" * 40, "1e9", " 1", "\uff11", ""])
def test_a_time_that_is_none(when: str) -> None:
    mac = hmac.new(SECRET.encode(), f"v0:{when}:".encode() + GOOD.body, hashlib.sha256).hexdigest()
    with pytest.raises(UnprovenError):
        Zoom.hear(replace(GOOD, headers={"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": when}), SECRET)


def test_what_is_proven_but_of_another_time_is_told_apart() -> None:
    """Where all of it is, the clock of this machine is wrong."""
    with pytest.raises(UntimelyError):
        Zoom.hear(zoom(event("meeting.updated"), at=NOW - timedelta(minutes=10)), SECRET)
    with pytest.raises(UnprovenError) as refused:
        Zoom.hear(zoom(event("meeting.updated"), at=NOW - timedelta(minutes=10), secret="another"), SECRET)
    assert not isinstance(refused.value, UntimelyError)


def test_no_secret_proves_nothing() -> None:
    with pytest.raises(UnprovenError):
        Zoom.hear(zoom(event("meeting.updated"), secret=""), "")


def test_the_handshake_is_answered_once_it_is_proven() -> None:
    asked = {"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}, "event_ts": 1}
    reply = Zoom.hear(zoom(asked), SECRET).reply
    right = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert reply == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": right}
    with pytest.raises(UnprovenError):
        Zoom.hear(replace(zoom(asked), headers={}), SECRET)


@pytest.mark.parametrize("token", ["v0:1:{}", "x" * 129, "", 7, None, ["a"], "a b", "\ud800", "é"])
def test_nothing_that_could_be_an_event_is_signed_for_anybody(token: object) -> None:
    with pytest.raises(OddError):
        Zoom.hear(zoom({"event": "endpoint.url_validation", "payload": {"plainToken": token}}), SECRET)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"7", b"\xff", b"{" * 5000, b"[" * 90_000, b'{"event": 7}', b'{"event": "\\ud83d"}', b"null"]
)
def test_an_odd_body(raw: bytes) -> None:
    with pytest.raises(OddError):
        Zoom.hear(zoom(None, raw=raw), SECRET)


def test_webexs_events() -> None:
    told = {
        "resource": "meetings",
        "event": "updated",
        "orgId": "org",
        "data": {"id": "abc_20261129T1", "password": "p"},
    }
    heard = Webex.hear(webex(told), SECRET)
    assert (heard.account, heard.programs) == ("org", ("abc",))
    assert heard.mark == "", "two changes of options that Webex does not send have the same body"
    assert Webex.hear(webex({**told, "resource": "meetingParticipants"}), SECRET).programs == ()
    for odd in (["updated"], {"updated": 1}, None):
        assert Webex.hear(webex({**told, "event": odd, "resource": odd or "meetings"}), SECRET).programs == ()
        assert Webex.hear(webex({**told, "event": odd}), SECRET).programs == ()
    with pytest.raises(UnprovenError):
        Webex.hear(webex(told, "another"), SECRET)
    with pytest.raises(UnprovenError):
        Webex.hear(replace(webex(told), headers={}), SECRET)
