"""Questions by WebDAV: reading methods with a body, against a calendar server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.http.made import Reply, serve, talking
from tests.http.toys.calendars import Calendars

from hardener.errors import MalformedError, RefusedError, ThrottledError, UnreachableError, WriteForbiddenError
from hardener.http import Session
from hardener.http.markup import XML
from hardener.vendor.calendar import FETCHED

ASK = '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:displayname/>Ünï</d:prop></d:propfind>'
HEADERS = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
NAME = "{DAV:}response/{DAV:}propstat/{DAV:}prop/{DAV:}displayname"


@contextmanager
def calendars(**state: Any) -> Iterator[tuple[Calendars, Session]]:
    toy = Calendars(**state)
    with serve(toy) as server, talking(server.url, read_only=True) as session:
        yield toy, session


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
def test_a_question_passes_the_wall_with_its_body_and_is_answered_in_namespaces(method: str) -> None:
    with calendars() as (_, session):
        root = session.call(method, "/calendars/a/", XML, xml=ASK, headers=HEADERS)
        assert root.findtext(NAME) == "Programs & more"
        assert session.writes() == {}


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE", "PROPPATCH", "MKCALENDAR", "MOVE", "LOCK"])
def test_no_other_method_of_webdav_is_let_out_while_reading(method: str) -> None:
    with calendars() as (toy, session):
        with pytest.raises(WriteForbiddenError):
            session.call(method, "/calendars/a/", XML, xml=ASK, headers=HEADERS)
        assert toy.written == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b'<!DOCTYPE d [<!ENTITY a "ha">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>', "document type"),
        (b'<d:multistatus xmlns:d="DAV:">&a;</d:multistatus>', "no XML"),
        (b'<d:multistatus xmlns:d="DAV:"><d:response>', "no XML"),
        (b"<html><body>Log in</body></html>", "HTML page"),
        (b"<a>" * 50 + b"</a>" * 50, "too many elements"),
    ],
)
def test_an_answer_that_is_none_is_told(answer: bytes, said: str) -> None:
    with calendars(answer=answer) as (_, session), pytest.raises(MalformedError, match=said):
        session.call("REPORT", "/calendars/a/", XML, xml=ASK, headers=HEADERS)


def test_a_refusal_is_told_and_a_redirect_to_another_host_is_not_followed() -> None:
    with calendars() as (_, session), pytest.raises(RefusedError, match="400"):
        session.call("REPORT", "/calendars/a/", XML, xml="<nothing/>", headers=HEADERS)
    away = Reply(status=301, headers={"Location": "https://elsewhere.example/"})
    with serve(away) as server, talking(server.url, read_only=True) as session:
        with pytest.raises(UnreachableError, match="another host"):
            session.call("PROPFIND", "/calendars/a/", XML, xml=ASK, headers=HEADERS)


def test_a_calendar_that_says_later_for_ever_is_given_up_before_other_calls_are() -> None:
    with serve(Reply({}, 429, {"Retry-After": "1"})) as server, talking(server.url, read_only=True) as session:
        with session.within(FETCHED), pytest.raises(ThrottledError):
            session.call("REPORT", "/calendars/a/", XML, xml=ASK, headers=HEADERS)
        first = len(server.seen)
        with pytest.raises(ThrottledError):
            session.call("REPORT", "/calendars/a/", XML, xml=ASK, headers=HEADERS)
        assert 1 < first <= FETCHED
        assert len(server.seen) - first > FETCHED
