"""Arrays at the top, pages by a link in a header and by offset, and scripts that are text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.http.made import Reply, Server, serve, talking
from tests.http.toys.events import Events

from hardener.errors import MalformedError, WriteForbiddenError
from hardener.http import ARRAY, TEXT, Session, by_link, by_offset


@contextmanager
def events(count: int, *, read_only: bool = False, **state: Any) -> Iterator[tuple[Events, Server, Session]]:
    toy = Events([f"Storytime {n}" for n in range(count)], **state)
    with serve(toy) as server, talking(server, read_only=read_only) as session:
        yield toy, server, session


def listed(session: Session) -> list[str]:
    return [entry["title"] for entry in session.pages("/events", "", following=by_link)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_arrays_are_followed_by_their_links(count: int) -> None:
    with events(count) as (toy, server, session):
        assert listed(session) == toy.titles
        assert len(server.seen) == max(1, -(-count // 2))


def test_a_list_that_leads_to_its_own_beginning_is_found_out() -> None:
    with events(3, circle=True) as (_, server, session):
        with pytest.raises(MalformedError, match="in circles"):
            listed(session)
        assert len(server.seen) <= 4


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"events": []}, "no JSON array"),
        (b'[{"title": "a"}, {"ti', "no JSON, or was cut off"),
        (b"<html>", "is an HTML page"),
        (b'["a"]', "has no object in 1 of its 1 places"),
        (b"null", "no JSON array"),
    ],
)
def test_what_is_no_array_is_one_clear_error(body: Any, said: str) -> None:
    with serve(Reply(body)) as server, talking(server) as session:
        with pytest.raises(MalformedError, match=said):
            listed(session)


def test_an_array_may_be_read_and_be_what_a_write_is_answered_with() -> None:
    with events(2) as (toy, _, session):
        assert session.call("PATCH", "/events/1", ARRAY, body={"title": "Board"}) == [{"n": 1, "title": "Board"}]
        assert [each["title"] for each in session.read("/events", ARRAY)] == toy.titles == ["Storytime 0", "Board"]


def test_a_reading_session_writes_nothing() -> None:
    with events(2, read_only=True) as (toy, _, session):
        with pytest.raises(WriteForbiddenError):
            session.call("PATCH", "/events/1", ARRAY, body={"title": "Board"})
        assert listed(session) == toy.titles == ["Storytime 0", "Storytime 1"]


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 4, 5])
def test_a_list_by_offset_is_read_to_its_end_though_pages_are_short(count: int, counted: bool) -> None:
    params = {"limit": "100", **({"counted": "1"} if counted else {})}
    with events(count) as (toy, server, session):
        found = session.pages("/by_offset", "results", params=params, total="total", following=by_offset())
        assert [entry["title"] for entry in found] == toy.titles
        last = [] if counted and count else [count]
        assert [int(seen.query.get("offset", "0")) for seen in server.seen] == [*range(0, count, 2), *last]


def test_a_vendor_that_does_not_heed_the_offset_is_found_out() -> None:
    with serve(Reply({"results": [{"n": 1}]})) as server, talking(server) as session:
        with pytest.raises(MalformedError, match="the same page twice"):
            list(session.pages("/x", "results", following=by_offset()))
        assert len(server.seen) == 2


SCRIPT = "/* ünï */\r\nvar config = {};\nconfig.lobby = { autoKnock: true }; // <html>\nalert('x')\n"


def test_a_script_is_read_to_the_letter_and_nothing_else_is_done_with_it() -> None:
    with serve(Reply(SCRIPT.encode(), headers={"Content-Type": "application/javascript"})) as server:
        with talking(server, read_only=True) as session:
            assert session.read("/config.js", TEXT) == SCRIPT
        assert [seen.path for seen in server.seen] == ["/config.js"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\n<!DOCTYPE html>\n<html>any path is this page</html>", "is an HTML page; what was asked for is not there"),
        ("ü".encode("latin-1"), "no UTF-8 text"),
        (b"x" * 3_000_000, "over 2 MB"),
    ],
)
def test_text_that_cannot_be_what_is_meant_is_refused(body: bytes, said: str) -> None:
    with serve(Reply(body)) as server, talking(server, limit=2_000_000) as session:
        with pytest.raises(MalformedError, match=said):
            session.read("/config.js", TEXT)
