"""Nested lists, pages by number and Basic, against a webinar service of two vendors' habits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.http.made import Reply, Server, serve, talking
from tests.http.toys.webinars import Webinars

from hardener.errors import MalformedError, RefusedError, WriteForbiddenError
from hardener.http import Basic, Session, by_number, inside

PASSWORD = "xK7ab-Qm2cd-9sTef-pL4gh-Zw8ij"
LIST = "/organizers/7/webinars"


@contextmanager
def webinars(count: int, password: str = PASSWORD, **options: Any) -> Iterator[tuple[Webinars, Server, Session]]:
    toy = Webinars("zoë", PASSWORD, [f"Storytime {n}" for n in range(count)])
    with serve(toy) as server, talking(server, **options) as session:
        session.auth = Basic("zoë", lambda: password)
        yield toy, server, session


def listed(session: Session, size: int = 2, total: str = "page.totalElements") -> list[str]:
    entries = session.pages(
        LIST, "_embedded.webinars", params={"size": str(size)}, total=total, following=by_number("page.totalPages")
    )
    return [entry["subject"] for entry in entries]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_every_page_is_read_by_its_number(count: int) -> None:
    with webinars(count) as (toy, server, session):
        assert listed(session) == toy.subjects
        assert [seen.query.get("page") for seen in server.seen] == [None, "1", "2"][: max(1, -(-count // 2))]


def test_pages_may_be_numbered_from_one() -> None:
    pages = [Reply({"data": [{"n": n}], "meta": {"pages": 3}}) for n in range(3)]
    with serve(pages) as server, talking(server) as session:
        found = session.pages("/rooms", "data", following=by_number("meta.pages", first=1))
        assert [entry["n"] for entry in found] == [0, 1, 2]
        assert [seen.query.get("page") for seen in server.seen] == [None, "2", "3"]


def test_a_vendor_that_does_not_heed_the_number_is_found_out() -> None:
    with webinars(5) as (toy, server, session):
        toy.stuck = True
        with pytest.raises(MalformedError, match="the same page twice"):
            listed(session)
        assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"page": {"totalPages": 1, "totalElements": 2}}, "has no '_embedded.webinars'"),
        ({"page": {"totalPages": 1}}, "has no '_embedded.webinars'"),
        ({"_embedded": {"webinars": {}}, "page": {"totalPages": 1}}, "has no '_embedded.webinars'"),
        ({"_embedded": [], "page": {"totalPages": 1}}, "has no '_embedded.webinars'"),
        ({"_embedded": {"webinars": []}, "page": {"totalPages": "1"}}, "page.totalPages is no number"),
        ({"_embedded": {"webinars": []}}, "page.totalPages is no number"),
        ({"_embedded": {"webinars": [{"subject": "x"}]}, "page": {"totalPages": 1, "totalElements": 2}}, "gave 1 of 2"),
        ([], "no JSON object"),
        (b"<!doctype html><title>Log in</title>", "is an HTML page"),
    ],
)  # fmt: skip
def test_an_odd_list_is_one_clear_error(body: Any, said: str) -> None:
    with serve(Reply(body)) as server, talking(server) as session:
        with pytest.raises(MalformedError, match=said):
            listed(session)


def test_what_lies_in_an_envelope_is_read_and_written() -> None:
    with webinars(2) as (_, _, session):
        assert session.read(f"{LIST}/1", inside("ocs.data"))["subject"] == "Storytime 1"
        session.put(f"{LIST}/1", {"subject": "Board"})
        assert session.read(f"{LIST}/1", inside("ocs.data.subject")) == "Board"
        with pytest.raises(MalformedError, match=r"has no 'ocs\.nothing'"):
            session.read(f"{LIST}/1", inside("ocs.nothing"))


def test_a_reading_session_writes_nothing() -> None:
    with webinars(2, read_only=True) as (toy, server, session):
        with pytest.raises(WriteForbiddenError):
            session.put(f"{LIST}/1", {"subject": "Board"})
        assert listed(session) == toy.subjects == ["Storytime 0", "Storytime 1"]
        assert {seen.method for seen in server.seen} == {"GET"}


def test_one_call_that_is_answered_401_is_no_wrong_password_but_three_in_a_row_are() -> None:
    refused, fine = Reply({"message": "not in the group"}, 401), Reply({"a": 1})
    with serve([fine, refused, refused, fine, refused]) as server, talking(server) as session:
        session.auth = Basic("zoë", lambda: PASSWORD)
        assert session.get("/a") == {"a": 1}
        for _ in range(2):
            with pytest.raises(RefusedError, match="not in the group"):
                session.get("/sip")
        assert session.get("/a") == {"a": 1}
        for _ in range(9):
            with pytest.raises(RefusedError, match="not in the group"):
                session.get("/sip")
        assert len(server.seen) == 7


def test_a_wrong_password_is_sent_once_and_told_by_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "wR0ng-wR0ng-wR0ng-wR0ng-wR0ng"
    told = []
    with webinars(2, password=wrong) as (_, server, session):
        for _ in range(3):
            with pytest.raises(RefusedError, match=r"401 \(InvalidLogin\): no such user") as caught:
                session.get(LIST)
            told.append(str(caught.value))
        assert len(server.seen) == 1
    with webinars(2) as (_, _, session):
        session.get(LIST)
    with webinars(2, password=wrong) as (_, _, session):
        with pytest.raises(RefusedError) as caught:
            session.get(LIST)
        told.append(str(caught.value))
    assert PASSWORD not in told[-1]
    for word in (wrong, "em/Dqzp", "em/DqzpYSzdhYi"):
        assert word not in caplog.text + " ".join(told)
