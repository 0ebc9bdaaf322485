"""What subscriptions say: proven by a word of their own, each by itself, and nothing of it kept but which one it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hardener.errors import MalformedError, WriteForbiddenError
from hardener.http import Session
from hardener.vendor.events import Delivery, OddError, UnprovenError, key_of, word_of
from hardener.vendor.subscriptions import Granted, Order
from hardener_meet import Meet
from hardener_meet.channels import Channels
from hardener_teams import Teams

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
SECRET = "a secret that nobody knows, of this many characters"
MARK = "4ba78bf06a474702a5ea7a17a9bf4a5f"


def state(mark: str = MARK, secret: str = SECRET) -> str:
    return f"{mark}.{word_of(secret, mark)}"


def graph(*told: object) -> Delivery:
    return Delivery({}, json.dumps({"value": list(told)}).encode(), NOW)


def notification(**more: Any) -> dict[str, Any]:
    """Return a notification as Graph's documentation shows one, with names made up."""
    data = {
        "@odata.type": "#Microsoft.Graph.Event", "@odata.id": "Users/u1/Events/AAMkAG=", "@odata.etag": 'W/"CQAAABYA"',
        "id": "AAMkAG=",
    }  # fmt: skip
    return {
        "id": "lsgTZMr9KwAAA", "subscriptionId": "s1", "subscriptionExpirationDateTime": "2026-12-01T11:00:00.0000000Z",
        "clientState": state(), "changeType": "updated", "resource": "users/anna@example.org/events/AAMkAG=",
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95", "resourceData": data, **more,
    }  # fmt: skip


def test_graph_tells_of_a_subscription_and_nothing_else_is_kept() -> None:
    heard = Teams.hear(graph(notification()), SECRET)
    (said,) = heard.said
    assert (said.mark, said.ident, said.what, heard.unproven, heard.programs) == (MARK, "s1", "changed", 0, ())
    for private in ("anna", "AAMkAG", "CQAAABYA", word_of(SECRET, MARK)):
        assert private not in repr(heard)


def test_of_a_batch_each_proves_itself() -> None:
    other = notification(clientState=state("another"), subscriptionId="s2", lifecycleEvent="missed")
    false = [
        notification(clientState=x)
        for x in ("", None, state(secret="another secret"), f"another.{word_of(SECRET, MARK)}")
    ]
    heard = Teams.hear(graph(*false, notification(), other, 7, []), SECRET)
    assert [(one.mark, one.what) for one in heard.said] == [(MARK, "changed"), ("another", "missed")]
    assert heard.unproven == 6


@pytest.mark.parametrize(
    ("event", "what"),
    [("reauthorizationRequired", "renew"), ("subscriptionRemoved", "ended"), ("missed", "missed"), ("new", "changed")],
)
def test_graphs_lifecycle(event: str, what: str) -> None:
    told = notification(lifecycleEvent=event, resourceData=None, changeType=None)
    assert Teams.hear(graph(told), SECRET).said[0].what == what


def test_a_repetition_is_known_and_another_change_is_another() -> None:
    numbers = [Teams.hear(graph(notification(**more)), SECRET).said[0].number for more in ({}, {}, {"id": "another"})]
    assert numbers[0] == numbers[1] != numbers[2]
    etags = [notification(id=None, resourceData={"id": "e", "@odata.etag": tag}) for tag in ("a", "b")]
    first, second = (Teams.hear(graph(each), SECRET).said[0].number for each in etags)
    assert first != second
    bare = notification(id=None, resourceData={"id": "e"})
    assert Teams.hear(graph(bare), SECRET).said[0].number == "", "nothing tells it apart, so it is read"


@pytest.mark.parametrize("token", ["Validation: Testing client application reachability <&>", "a b", "é" * 2000])
def test_graphs_handshake_is_given_back_as_it_is(token: str) -> None:
    heard = Teams.hear(Delivery({}, b"", NOW, {"validationToken": token}), SECRET)
    assert (heard.echo, heard.said, heard.programs, heard.everything) == (token, (), (), False)


@pytest.mark.parametrize(("token", "body"), [("", b""), ("x" * 2001, b""), ("a\nb", b""), ("a", b"{}"), ("\x00", b"")])
def test_what_is_no_handshake_is_refused(token: str, body: bytes) -> None:
    with pytest.raises(UnprovenError):
        Teams.hear(Delivery({}, body, NOW, {"validationToken": token}), SECRET)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"value": 1}', b'{"value": {}}', b"[" * 100, b"\xff"])
def test_what_graph_would_not_send_is_odd(body: bytes) -> None:
    with pytest.raises(OddError):
        Teams.hear(Delivery({}, body, NOW), SECRET)


def google(**more: str) -> Delivery:
    """Return a message as Google's documentation shows one, with names made up."""
    told = {
        "x-goog-channel-id": MARK, "x-goog-channel-token": word_of(SECRET, MARK),
        "x-goog-channel-expiration": "Tue, 19 Nov 2026 01:13:52 GMT", "x-goog-resource-id": "ret08u3rv24htgh289g",
        "x-goog-resource-uri": "https://www.googleapis.com/calendar/v3/calendars/anna@example.org/events",
        "x-goog-resource-state": "exists", "x-goog-message-number": "10",
    }  # fmt: skip
    return Delivery({**told, **{name.replace("_", "-"): value for name, value in more.items()}}, b"", NOW)


def test_google_tells_of_a_channel_and_nothing_else_is_kept() -> None:
    (said,) = Meet.hear(google(), SECRET).said
    assert (said.mark, said.ident, said.what) == (MARK, "ret08u3rv24htgh289g", "changed")
    assert "anna" not in repr(said)
    (begun,) = Meet.hear(google(x_goog_resource_state="sync", x_goog_message_number="1"), SECRET).said
    assert begun.what == "begun"
    assert begun.number != said.number


@pytest.mark.parametrize(
    "more",
    [
        {"x_goog_channel_token": ""}, {"x_goog_channel_token": "a" * 64}, {"x_goog_channel_token": "\xe9"},
        {"x_goog_channel_id": "another"}, {"x_goog_channel_id": ""},
        {"x_goog_channel_token": word_of("another secret", MARK)},
    ],
)  # fmt: skip
def test_a_message_without_its_channels_own_token_is_refused(more: Mapping[str, str]) -> None:
    with pytest.raises(UnprovenError):
        Meet.hear(google(**more), SECRET)


@pytest.mark.parametrize("kind", [Teams, Meet])
def test_without_a_secret_nothing_is_believed(kind: Any) -> None:
    empty = [graph(notification(clientState=state(secret=""))), google(x_goog_channel_token=word_of("", MARK))]
    for delivery in empty:
        with pytest.raises((UnprovenError, OddError)):
            kind.hear(delivery, "")


def test_every_word_and_the_address_are_others() -> None:
    found = {word_of(SECRET, MARK), word_of(SECRET, "another"), word_of("x", MARK), key_of(SECRET), key_of("x")}
    assert len(found) == 5
    assert len(key_of(SECRET)) == 32


ONE = [("POST", "http://127.0.0.1:9/v1/subscriptions"), ("DELETE", "http://127.0.0.1:9/v1/subscriptions/{id}")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/v1/subscriptions"), ("POST", "/v1/subscriptions/1"), ("DELETE", "/v1/subscriptions/"),
        ("DELETE", "/v1/subscriptions/1/2"), ("DELETE", "/v1/subscriptions/.."), ("DELETE", "/v1/subscriptions/."),
        ("DELETE", "/v1/subscriptions"), ("POST", "/v1/subscriptionsx"),
        ("POST", "/x/v1/subscriptions"), ("POST", "/v1xsubscriptions"), ("PUT", "/v1/meetings/1"),
        ("POST", "/v1/$batch"), ("POST", "/v1/meetings"),
    ],
)  # fmt: skip
def test_the_wall_lets_out_what_was_named_and_nothing_else(method: str, path: str) -> None:
    with Session("main", read_only=True, permits=ONE) as session:
        session.base_url = "http://127.0.0.1:9"
        with pytest.raises(WriteForbiddenError):
            session.ask(method, path, body={})


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/subscriptions"), ("DELETE", "/v1/subscriptions/a%2Fb")])
def test_the_wall_lets_out_what_was_named(method: str, path: str) -> None:
    with Session("main", read_only=True, permits=ONE, deadline=0.5) as session:
        session.base_url = "http://127.0.0.1:9"
        with pytest.raises(Exception, match="could not be reached"):
            session.ask(method, path, body={})


def test_what_an_adapter_names_are_the_calls_of_subscriptions_and_no_others() -> None:
    tenant = {"tenant": "library.example", "organizers": ["a"]}
    assert {address.partition("v1.0")[2] for _, address in Teams.permits(tenant)} == {
        "/subscriptions",
        "/subscriptions/{id}",
    }
    meet = Meet.permits({"user": "anna@library.example"})
    assert {(method, address.rpartition("/")[2]) for method, address in meet} == {("POST", "watch"), ("POST", "stop")}


def granted(answer: dict[str, Any]) -> Granted:
    """Return what Google grants by this answer."""
    api = SimpleNamespace(send=lambda *_, **__: SimpleNamespace(body=answer), now=lambda: NOW)
    options = SimpleNamespace(calendars=["c"])
    reader: Any = SimpleNamespace(options=options, mark=lambda _: "p", of=lambda _: api)
    order = Order(place="p", mark=MARK, word="w", address="https://library.example", until=NOW)
    return Channels(reader).subscribe(order)


@pytest.mark.parametrize("end", ["9" * 15, "9" * 5000, [], "", None])
def test_an_end_of_googles_that_is_none_is_no_end(end: object) -> None:
    assert granted({"resourceId": "r", "expiration": end}) == Granted("r", None)


@pytest.mark.parametrize("answer", [{"resourceId": "r" * 201, "expiration": "1900000000000"}, {}])
def test_an_answer_of_google_that_is_none_is_an_error_in_words(answer: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match="Google made a channel"):
        granted(answer)
