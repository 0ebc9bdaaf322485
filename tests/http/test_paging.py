from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.http.made import Reply, Seen, serve, talking

from hardener.errors import MalformedError, UnreachableError
from hardener.http import Answer, by_field, by_link, by_token
from hardener.http.paging import PAGES
from hardener.http.walk import Walk


def rows(*numbers: int) -> list[dict[str, int]]:
    return [{"id": number} for number in numbers]


def test_pages_are_followed_to_the_end() -> None:
    def answers(seen: Seen) -> Reply:
        token = seen.query.get("next_page_token")
        return Reply(
            {"users": rows(3), "next_page_token": ""} if token else {"users": rows(1, 2), "next_page_token": "t/1="}
        )

    with serve(answers) as server, talking(server) as session:
        assert list(session.pages("/users", "users", params={"page_size": "2"}, cost="medium")) == rows(1, 2, 3)
        assert [seen.query for seen in server.seen] == [
            {"page_size": "2"},
            {"page_size": "2", "next_page_token": "t/1="},
        ]
        assert session.counted() == {"GET medium": 2}


def test_a_list_can_be_one_page_and_empty() -> None:
    with serve(Reply({"users": []})) as server, talking(server) as session:
        assert list(session.pages("/users", "users")) == []


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([{"people": []}], "has no 'users'"),
        ([{"users": {}}], "has no 'users'"),
        ([{"users": [1]}], "has no 'users' in 1 of its 1 places"),
        ([{"users": [], "next_page_token": 7}], "next_page_token is no text"),
        ([{"users": [], "next_page_token": "a"}], "in circles"),
        ([{"users": rows(1), "total_records": 3, "next_page_token": "a"}, {"users": rows(2), "total_records": 2}], "shrank from 3 to 2"),
        ([{"users": rows(1), "total_records": 3}], "gave 1 of 3"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_end_well_is_malformed(pages: list[dict[str, Any]], said: str) -> None:
    with serve([Reply(page) for page in pages]) as server, talking(server) as session:
        with pytest.raises(MalformedError, match=said):
            list(session.pages("/users", "users"))


def test_an_entry_that_is_no_object_costs_itself_alone() -> None:
    pages = [{"users": [*rows(1), None, []], "next_page_token": "a"}, {"users": rows(2)}]
    found: list[dict[str, Any]] = []
    with serve([Reply(page) for page in pages]) as server, talking(server) as session:
        with pytest.raises(MalformedError, match="has no 'users' in 2 of its 4 places"):
            found.extend(session.pages("/users", "users"))
    assert found == rows(1, 2)


@pytest.mark.parametrize(
    "pages",
    [
        [{"users": [1, *rows(1)], "next_page_token": "a"}, {"users": rows(2)}],
        [{"users": rows(1), "total_records": 9, "next_page_token": "a"}, {"users": rows(2), "total_records": 2}],
        [{"users": [*rows(1), *rows(2)], "total_records": 9}],
    ],
)
def test_what_does_not_fit_in_a_list_costs_none_of_its_entries(pages: list[dict[str, Any]]) -> None:
    found: list[Any] = []
    with serve([Reply(page) for page in pages]) as server, talking(server) as session:
        with pytest.raises(MalformedError):
            found.extend(session.pages("/users", "users"))
    assert found == [*rows(1), *rows(2)]


def test_a_count_that_is_none_or_not_wanted_is_not_looked_at() -> None:
    with serve([Reply({"users": rows(1), "total_records": n}) for n in (True, "7", 7)]) as server:
        with talking(server) as session:
            assert [list(session.pages("/users", "users")) for _ in range(2)] == [rows(1)] * 2
            assert list(session.pages("/users", "users", total="")) == rows(1)


def test_a_list_without_end_ends() -> None:
    asked: list[int] = []

    def page(_: object) -> Answer:
        asked.append(1)
        return Answer(200, {}, {"users": [], "next_page_token": str(len(asked))})

    walk = Walk(path="/u", items="users", following=by_token("next_page_token"), total="")
    with pytest.raises(MalformedError, match="does not end"):
        list(walk.entries(page))
    assert len(asked) == PAGES


def test_a_token_may_be_sent_back_under_another_name() -> None:
    with serve([Reply({"spaces": rows(1), "nextPageToken": "t"}), Reply({"spaces": rows(2)})]) as server:
        with talking(server) as session:
            following = by_token("nextPageToken", "pageToken")
            assert list(session.pages("/spaces", "spaces", following=following)) == rows(1, 2)
        assert server.seen[1].query == {"pageToken": "t"}


def test_whole_addresses_are_followed_on_the_same_host() -> None:
    def answers(seen: Seen) -> Reply:
        return (
            Reply({"value": rows(2)})
            if "skip" in seen.query
            else Reply({"value": rows(1), "@odata.nextLink": f"{server.url}/u?skip=1"})
        )

    with serve(answers) as server, talking(server) as session:
        assert list(session.pages("/u", "value", params={"top": "1"}, following=by_field("@odata.nextLink"))) == rows(
            1, 2
        )
        assert server.seen[1].query == {"skip": "1"}


def test_an_address_or_a_token_may_lie_further_in() -> None:
    def answers(seen: Seen) -> Reply:
        page = {"data": rows(1), "paging": {"next": f"{server.url}/u?after=x", "cursor": "x"}}
        return Reply(page if "after" not in seen.query else {"data": rows(2), "paging": {}})

    with serve(answers) as server, talking(server) as session:
        for following in (by_field("paging.next"), by_token("paging.cursor", "after")):
            assert list(session.pages("/u", "data", following=following)) == rows(1, 2)


def test_links_in_headers_are_followed() -> None:
    link = '<?cursor=2&max=1>; rel="next", </v1/x>; rel="first"'
    with serve([Reply({"items": rows(1)}, headers={"Link": link}), Reply({"items": rows(2)})]) as server:
        with talking(server) as session:
            session.base_url += "/v1/x"
            assert list(session.pages("/", "items", following=by_link)) == rows(1, 2)
        assert server.seen[1].query == {"cursor": "2", "max": "1"}


def test_the_name_of_a_link_is_known_in_any_case() -> None:
    link = "</u?cursor=2>; REL=Next"
    with serve([Reply({"items": rows(1)}, headers={"Link": link}), Reply({"items": rows(2)})]) as server:
        with talking(server) as session:
            assert list(session.pages("/u", "items", following=by_link)) == rows(1, 2)


@pytest.mark.parametrize("link", ["soon", "</u?cursor=2>", '</u?cursor=2>; title="next"'])
def test_a_link_that_cannot_be_understood_is_no_end_of_a_list(link: str) -> None:
    with serve(Reply({"items": rows(1)}, headers={"Link": link})) as server, talking(server) as session:
        with pytest.raises(MalformedError, match="not read to its end"):
            list(session.pages("/u", "items", following=by_link))


ASKED = {"host": "a@b.org", "from": "2026-11-22T15:00:00Z", "max": "1"}
SAME = ("host", "from", "state")


@pytest.mark.parametrize(
    "link",
    [
        "/u?cursor=2",
        "/u?cursor=2&max=1&from=2026-11-22T16:00:00%2B01:00",
        "/u?cursor=2&host=A%40b.org&from=2026-11-22T15:00:00",
    ],
)
def test_what_a_list_was_asked_with_is_carried_on(link: str) -> None:
    answers = [Reply({"items": rows(1)}, headers={"Link": f'<{link}>; rel="last Next"'}), Reply({"items": rows(2)})]
    with serve(answers) as server:
        with talking(server) as session:
            assert list(session.pages("/u", "items", params=ASKED, following=by_link, same=SAME)) == rows(1, 2)
        query = server.seen[1].query
        assert query["host"].casefold() == "a@b.org"
        assert set(query) == {"cursor", "max", "host", "from"}


@pytest.mark.parametrize(
    "link", ["/u?cursor=2&host=else@b.org", "/u?cursor=2&from=soon", "/u?cursor=2&state=ended", "/v?cursor=2"]
)
def test_a_page_of_another_list_is_not_taken_for_the_next(link: str) -> None:
    with serve([Reply({"items": rows(1)}, headers={"Link": f'<{link}>; rel="next"'})]) as server:
        with talking(server) as session, pytest.raises(MalformedError, match="not read to its end"):
            list(session.pages("/u", "items", params=ASKED, following=by_link, same=SAME))
        assert len(server.seen) == 1


def test_no_next_page_is_fetched_from_another_host() -> None:
    with serve(Reply({"value": rows(1), "next": "https://evil.example/u"})) as server, talking(server) as session:
        with pytest.raises(UnreachableError, match=r"evil\.example"):
            list(session.pages("/u", "value", following=by_field("next")))
        assert len(server.seen) == 1


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_every_entry_of_every_page_is_given_once(sizes: list[int]) -> None:
    pages = [
        Answer(200, {}, {"u": rows(*range(size)), "t": str(n + 1) if n + 1 < len(sizes) else ""})
        for n, size in enumerate(sizes)
    ]
    walk = Walk(path="/u", items="u", following=by_token("t"), total="n")
    given_pages = iter(pages)
    assert len(list(walk.entries(lambda _: next(given_pages)))) == sum(sizes)
