"""The simulator's push channels: what Google refuses, and what a message is like."""

from __future__ import annotations

from typing import Any

import pytest

from hardener.sandbox import Problem
from hardener_meet.simulator.channels import LONGEST, USUAL, Channels, made, stopped

WHO = ("client", "anna@library.example.org")


def order(**more: Any) -> dict[str, Any]:
    return {"id": "c1", "type": "web_hook", "address": "https://127.0.0.1:9/x", "token": "t", **more}


@pytest.mark.parametrize(
    "more", [{"id": ""}, {"id": "x" * 65}, {"id": "a b"}, {"type": "mail"}, {"address": "http://library.example/x"}]
)
def test_what_google_would_not_take(more: dict[str, Any]) -> None:
    channels = Channels()
    with pytest.raises(Problem):
        made(channels, order(**more), "a@b", WHO, 0.0)
    assert not channels.held


def test_a_channel_lasts_an_hour_unless_somebody_asks_and_a_week_at_most() -> None:
    channels = Channels()
    usual = made(channels, order(), "a@b", WHO, 0.0)
    longest = made(channels, order(id="c2", expiration=str(int(9 * LONGEST * 1000))), "a@b", WHO, 0.0)
    assert [int(str(each["expiration"])) for each in (usual, longest)] == [USUAL * 1000, LONGEST * 1000]
    assert usual["resourceId"] == longest["resourceId"], "it is the calendar's, whatever the channel"
    assert [one.id for one in channels.alive(USUAL + 1)] == ["c2"]
    with pytest.raises(Problem):
        made(channels, order(), "a@b", WHO, 0.0)


def test_only_who_made_a_channel_stops_it_and_knows_its_resource() -> None:
    channels = Channels()
    resource = made(channels, order(), "a@b", WHO, 0.0)["resourceId"]
    for sent, who in (
        ({"id": "c1", "resourceId": "x"}, WHO),
        ({"id": "c1", "resourceId": resource}, ("client", "somebody else")),
        ({"id": "c2", "resourceId": resource}, WHO),
    ):
        with pytest.raises(Problem):
            stopped(channels, sent, who)
    assert stopped(channels, {"id": "c1", "resourceId": resource}, WHO).status_code == 204
    assert channels.stopped == ["c1"]
