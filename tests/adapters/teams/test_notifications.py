"""Change notifications against answers that Graph should never give, and deliveries that it should never make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.adapters.teams.made import STORY, Vault
from tests.answering import answering

from hardener.errors import MalformedError, RefusedError
from hardener.http import Session
from hardener.vendor.events import Delivery, Heard, OddError, UnprovenError, word_of
from hardener.vendor.subscriptions import Held, Order
from hardener_teams import Teams
from hardener_teams.notifications import Subscriptions, hear, permits

NOW = datetime.now(UTC).replace(microsecond=0)
UNTIL = NOW + timedelta(hours=70)
MARK = "a" * 48
HERE = "https://library.example/hooks/main/k"
ORDER = Order(place=STORY, mark=MARK, word=word_of("s", MARK), address=HERE, until=UNTIL)
HELD = Held(MARK, STORY, "id1")


@dataclass
class Graph:
    """Answers with what a test says."""

    status: int = 200
    more: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path.endswith("/token"):
            return 200, {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}
        self.asked.append((method, path, body))
        if self.status >= 400:
            return self.status, {"error": {"code": "MadeUp", "message": "made up"}}
        usual = {"id": "id1", "resource": f"users/{STORY}/events", "expirationDateTime": f"{UNTIL:%Y-%m-%dT%H:%M:%SZ}"}
        return self.status, {key: value for key, value in (usual | self.more).items() if value is not None}


@contextmanager
def subscriptions(graph: Graph) -> Iterator[Subscriptions]:
    with answering(graph.answer) as url:
        given = {"api_url": f"{url}/v1.0", "login_url": url, "tenant": "library.example", "organizers": [STORY]}
        with Session("main", read_only=True, sleep=lambda _: None, permits=permits(given)) as session:
            vault = Vault({"client_id": "c", "client_secret": "very-secret"})
            yield Teams.connect(given, session, vault).subscriber()  # type: ignore[arg-type]  # of JSON


def test_what_is_asked_for_never_has_the_content_of_an_entry_sent() -> None:
    with subscriptions(graph := Graph()) as found:
        granted = found.subscribe(ORDER)
        assert (granted.ident, granted.until) == ("id1", UNTIL)
        ((_, _, sent),) = graph.asked
        assert not {"includeResourceData", "encryptionCertificate"} & set(sent)
        assert len(sent["clientState"]) <= 128


@pytest.mark.parametrize("end", [None, "", "soon", 7, True, [], {}, "2026-13-40T00:00:00Z", "9" * 300])
def test_an_end_that_is_missing_or_odd_loses_no_subscription(end: Any) -> None:
    with subscriptions(Graph(more={"expirationDateTime": end})) as found:
        for granted in (found.subscribe(ORDER), found.renew(HELD, ORDER)):
            assert granted is not None
            assert (granted.ident, granted.until) == ("id1", None)


def test_an_end_as_graph_writes_it_with_seven_digits_is_understood() -> None:
    with subscriptions(Graph(more={"expirationDateTime": "2031-01-02T03:04:05.1234567Z"})) as found:
        until = found.subscribe(ORDER).until
        assert until is not None
        assert until.replace(microsecond=0) == datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("ident", [None, "", "x" * 300, 1.5, [], "a\nb"])
def test_one_without_an_id_is_none(ident: Any) -> None:
    with subscriptions(Graph(more={"id": ident})) as found, pytest.raises(MalformedError):
        found.subscribe(ORDER)


def test_a_renewal_that_is_answered_with_another_is_none() -> None:
    with subscriptions(Graph(more={"id": "id2"})) as found, pytest.raises(MalformedError):
        found.renew(HELD, ORDER)


@pytest.mark.parametrize("status", [404, 410])
def test_one_that_is_gone_is_made_anew_and_has_ended(status: int) -> None:
    with subscriptions(Graph(status=status)) as found:
        assert found.renew(HELD, ORDER) is None
        found.end(HELD)


@pytest.mark.parametrize("status", [400, 401, 403, 409])
def test_what_is_refused_is_neither_renewed_nor_ended(status: int) -> None:
    with subscriptions(Graph(status=status)) as found:
        with pytest.raises(RefusedError):
            found.renew(HELD, ORDER)
        with pytest.raises(RefusedError):
            found.end(HELD)


def test_only_what_delivers_to_us_is_listed_whatever_else_there_is() -> None:
    odd: list[Any] = [
        {"id": "1", "notificationUrl": HERE}, {"id": "2", "notificationUrl": f"{HERE}x"}, {"id": "3"},
        {"id": "4", "notificationUrl": None}, {"id": "5", "notificationUrl": [HERE]}, {"notificationUrl": HERE},
        {"id": ["6"], "notificationUrl": HERE},
    ]  # fmt: skip
    with subscriptions(Graph(more={"value": odd})) as found:
        assert found.there(lambda address: address == HERE) == {"1": True}


def listen(*told: Any, query: dict[str, str] | None = None) -> Heard:
    return hear(Delivery({}, json.dumps({"value": list(told)}).encode() if told else b"", NOW, query or {}), "s")


def notification(**more: Any) -> dict[str, Any]:
    state = f"{MARK}.{word_of('s', MARK)}"
    data = {"@odata.etag": 'W/"1"', "id": "E1"}
    return {"subscriptionId": "id1", "clientState": state, "changeType": "updated", "resourceData": data, **more}


@pytest.mark.parametrize(
    ("event", "what"),
    [
        ("reauthorizationRequired", "renew"), ("subscriptionRemoved", "ended"), ("missed", "missed"),
        ("whatever it is tomorrow", "changed"), (None, "changed"), (7, "changed"), ([], "changed"), ({}, "changed"),
    ],
)  # fmt: skip
def test_what_it_says_of_a_subscription_itself(event: Any, what: str) -> None:
    assert listen(notification(lifecycleEvent=event)).said[0].what == what


def test_of_a_batch_each_is_proven_by_itself_whatever_stands_beside_it() -> None:
    word = word_of("s", MARK)
    states: list[Any] = [
        "", MARK, f"{MARK}.", f".{word_of('s', '')}", f"{MARK}.{word_of('t', MARK)}", f"{MARK}.{word}0", f"{MARK}.{word[:-1]}",
        None, 1, [], {"a": 1},
    ]  # fmt: skip
    forged = [notification(clientState=state) for state in states]
    found = listen(*forged, None, 7, "x", [], notification(), notification(encryptedContent={"data": "hunter2"}))
    assert (len(found.said), found.unproven) == (2, len(forged) + 4)
    assert "hunter2" not in repr(found)
    assert found.said[0].number == found.said[1].number, "the same state of the same entry"


@pytest.mark.parametrize("token", ["", "x" * 2001, "a\nb", "a\r\nSet-Cookie: x", "\x00", "\u2028"])
def test_a_handshake_that_is_none_gets_nothing_back(token: str) -> None:
    with pytest.raises(UnprovenError):
        listen(query={"validationToken": token})


@pytest.mark.parametrize("token", ["<script>alert(1)</script>", "Validation: a+b %41 é", "x" * 2000])
def test_a_handshake_gets_back_what_it_gave_and_nothing_else_is_believed(token: str) -> None:
    found = listen(query={"validationToken": token})
    assert (found.echo, found.said, found.programs, found.everything, found.reply) == (token, (), (), False, None)
    with pytest.raises(UnprovenError):
        listen(notification(), query={"validationToken": token})


@pytest.mark.parametrize("body", [b"[]", b"1", b"\xff", b'{"value": {}}', b'{"value": ' + b"[" * 50, b""])
def test_what_is_no_delivery_is_odd(body: bytes) -> None:
    with pytest.raises(OddError):
        hear(Delivery({}, body, NOW), "s")
