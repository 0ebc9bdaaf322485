"""Channels against a server that was written from Google's guide alone, and answers as it should not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.adapters.meet.made import ANN, Keys
from tests.adapters.meet.pushing import RESOURCE, Push, message, pushing

from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.http import Session
from hardener.vendor.events import Delivery, Heard, OddError, UnprovenError, word_of
from hardener.vendor.subscriptions import Held, Order
from hardener_meet import Meet
from hardener_meet.channels import Channels, hear, permits

NOW = datetime.now(UTC).replace(microsecond=0)
UNTIL = NOW + timedelta(days=7)
MARK = "a" * 48
KEYS = {"client_id": "app", "client_secret": "very-secret", "refresh_token": "1//refresh"}


@contextmanager
def channels(push: Push) -> Iterator[tuple[Channels, Order]]:
    urls = dict.fromkeys(("meet_url", "calendar_url", "policy_url"), push.url)
    given = {"auth": "user", "token_url": f"{push.url}/token", "calendars": [ANN], **urls}
    with Session("main", read_only=True, sleep=lambda _: None, permits=permits(given)) as session:
        found = Meet.connect(given, session, Keys(dict(KEYS))).subscriber()  # type: ignore[arg-type]
        (place,) = found.places().names
        yield (
            found,
            Order(place=place, mark=MARK, word=word_of("s", MARK), address="https://library.example/x", until=UNTIL),
        )


def test_an_order_says_all_that_the_guide_asks_for_and_its_answer_is_understood() -> None:
    with pushing() as push, channels(push) as (found, order):
        granted = found.subscribe(order)
        (sent,) = push.watched
        assert set(sent) == {"id", "type", "address", "token", "expiration"}
        assert (sent["type"], int(sent["expiration"])) == ("web_hook", int(UNTIL.timestamp()) * 1000)
        assert (granted.ident, granted.until) == (RESOURCE, UNTIL)
        found.end(Held(order.mark, order.place, granted.ident))
        assert push.stopped == [{"id": MARK, "resourceId": RESOURCE}]


@pytest.mark.parametrize("end", [None, "", "soon", True, [], {}, 1.5, "1e3", "9" * 30, "nan"])
def test_an_end_that_is_missing_or_odd_loses_no_channel(end: Any) -> None:
    """It is there, and can be stopped by what else was said."""
    with pushing() as push, channels(push) as (found, order):
        push.more = {"expiration": end}
        granted = found.subscribe(order)
        assert (granted.ident, granted.until) == (RESOURCE, None)


@pytest.mark.parametrize("end", [0, -1, 1000, "-62135596800000", 4102444800000])
def test_an_end_that_is_long_ago_or_far_away_is_told_as_it_is(end: Any) -> None:
    with pushing() as push, channels(push) as (found, order):
        push.more = {"expiration": end}
        assert found.subscribe(order).until == datetime.fromtimestamp(int(end) / 1000, UTC)


def test_another_channel_than_was_asked_for_is_stopped() -> None:
    with pushing() as push, channels(push) as (found, order):
        push.more = {"id": "another"}
        with pytest.raises(MalformedError, match="made another"):
            found.subscribe(order)
        assert push.stopped == [{"id": "another", "resourceId": RESOURCE}]


@pytest.mark.parametrize("resource", [None, "", "x" * 300, 1.5, ["a"], "a\nb"])
def test_a_channel_of_nothing_is_no_channel(resource: Any) -> None:
    with pushing() as push, channels(push) as (found, order):
        push.more = {"resourceId": resource}
        with pytest.raises(MalformedError):
            found.subscribe(order)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500, 503])
def test_a_refusal_is_told_without_the_word_or_the_address(status: int) -> None:
    with pushing() as push, channels(push) as (found, order):
        push.status = status
        with pytest.raises(AdapterError) as told:
            found.subscribe(order)
        assert order.word not in str(told.value)
        assert order.address not in str(told.value)


@pytest.mark.parametrize(("status", "over"), [(204, True), (404, True), (410, True), (401, False), (403, False)])
def test_one_that_is_not_there_any_more_has_ended_and_what_is_refused_has_not(status: int, *, over: bool) -> None:
    with pushing() as push, channels(push) as (found, order):
        push.stop_status = status
        held = Held(order.mark, order.place, RESOURCE)
        if over:
            found.end(held)
        else:
            with pytest.raises(RefusedError):
                found.end(held)


def listen(headers: dict[str, str], body: bytes = b"") -> Heard:
    return hear(Delivery({name.lower(): value for name, value in headers.items()}, body, NOW), "s")


def test_a_message_as_the_guide_shows_it_is_understood() -> None:
    word = word_of("s", "c1")
    (first,) = listen(message("c1", word, state="sync", number=1)).said
    assert (first.mark, first.ident, first.what) == ("c1", RESOURCE, "begun")
    (then,) = listen(message("c1", word, number=10)).said
    (again,) = listen(message("c1", word, number=10)).said
    (other,) = listen(message("c1", word, number=12)).said
    assert then.what == "changed"
    assert then.number == again.number != other.number
    for state in ("not_exists", "", "add", "whatever it is tomorrow"):
        assert listen(message("c1", word, state=state)).said[0].what == "changed", "a hint costs a reading at most"


@pytest.mark.parametrize("token", [None, "", "wrong", word_of("s", "c2"), word_of("another", "c1"), "ü", "\x00"])
def test_a_message_whose_token_is_not_its_own_says_nothing(token: str | None) -> None:
    with pytest.raises(UnprovenError):
        listen(message("c1", token))


@pytest.mark.parametrize("number", ["", "0", "-1", "9" * 200, "x", "1.5"])
def test_whatever_its_number_is_a_message_is_a_hint(number: str) -> None:
    (said,) = listen(message("c1", word_of("s", "c1"), number=number)).said
    assert len(said.number) in {0, 64}


@pytest.mark.parametrize("more", [{"X-Goog-Resource-ID": "x" * 300}, {"X-Goog-Message-Number": "ü"}])
def test_what_google_never_sends_is_odd(more: dict[str, str]) -> None:
    with pytest.raises(OddError):
        listen(message("c1", word_of("s", "c1"), **more))


def test_without_a_secret_nothing_is_proven() -> None:
    with pytest.raises(UnprovenError):
        hear(Delivery({"x-goog-channel-id": "c1", "x-goog-channel-token": word_of("", "c1")}, b"", NOW), "")
