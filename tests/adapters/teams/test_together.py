"""What Graph answers in a batch is believed only where it is clearly of what was asked for, and whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from tests.adapters.teams.made import Vault
from tests.http.made import Reply, Seen, serve, talking

from hardener.adapter import Window
from hardener.model import Elsewhere, Target, Unreadable
from hardener_teams import Teams

Told = dict[str, Any]
MANY = 5
PEOPLE = ["jo@library.example", "mo@library.example"]


def link(number: int) -> str:
    return f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{number}%40thread.v2/0?context=%7b%22Oid%22%3a%22x%22%7d"


def entry(number: int) -> Told:
    start = datetime.now(UTC) + timedelta(days=1)
    times = (
        {"dateTime": f"{each:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} for each in (start, start + timedelta(hours=1))
    )
    return {
        "id": f"e{number}", "subject": f"Story {number}", **dict(zip(("start", "end"), times, strict=True)), "type": "singleInstance",
        "isOrganizer": True, "isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness", "onlineMeeting": {"joinUrl": link(number)},
    }  # fmt: skip


def meeting(number: int) -> Told:
    return {"id": f"m{number}", "joinWebUrl": link(number), "allowedPresenters": f"as asked of {number}"}


class Graph:
    """Answers for each person alike; `whole` changes the answers to the requests of a batch, `alone` one that came so."""

    def __init__(
        self, whole: Callable[[list[Told]], Any] = list, alone: Callable[[str, Told], Any] | None = None
    ) -> None:
        self.whole, self.alone = whole, alone
        self.gets: list[str] = []

    def __call__(self, seen: Seen) -> Reply:
        if "token" in seen.path:
            return Reply({"access_token": "x.y.z", "expires_in": 3600})
        if seen.path.endswith("$batch"):
            asked = seen.sent["requests"]
            answers = [{"id": one["id"], "status": 200, "headers": {}, "body": self.one(one["url"])} for one in asked]
            return Reply({"responses": self.whole(answers)})
        self.gets.append(seen.path)
        body = self.one(f"{seen.path}?{seen.sent_query}")
        return Reply(self.alone(seen.path, body) if self.alone else body)

    @staticmethod
    def one(url: str) -> Told:
        path, _, query = url.partition("?")
        if path.endswith("/calendarView"):
            whose = unquote(path.split("/")[-2])
            context = f"https://graph.microsoft.com/v1.0/$metadata#users('{whose}')/calendarView"
            return {"@odata.context": context, "value": [entry(n) for n in range(MANY)]}
        if path.endswith("/onlineMeetings"):
            (number,) = re.findall(r"meeting_(\d+)", parse_qs(query)["$filter"][0])
            return {"value": [meeting(int(number))]}
        name = unquote(path.rpartition("/")[2])
        return {"id": name.partition("@")[0], "userPrincipalName": name}


def read(graph: Graph, people: list[str] | None = None) -> list[Target | Unreadable]:
    now = datetime.now(UTC)
    with serve(graph) as server, talking(server, read_only=True) as session:
        options: Told = {
            "api_url": server.url,
            "login_url": server.url,
            "tenant": "t",
            "organizers": people or ["jo"],
            "webinars": False,
        }
        adapter = Teams.connect(options, session, Vault({"client_id": "c", "client_secret": "s"}))
        found = list(adapter.read_all(Window(now, now + timedelta(weeks=1))))
    return [each for each in found if not isinstance(each, Elsewhere)]


def own(found: list[Target | Unreadable]) -> list[str]:
    """Return the titles of the programs that were read, each of which has its own settings."""
    titles = []
    for each in found:
        if isinstance(each, Target) and each.program is not None:
            settings: Any = each.document["meeting"]
            assert settings["allowedPresenters"] == f"as asked of {each.title[-1]}"
            titles.append(each.title)
    return sorted(titles)


ALL = [f"Story {n}" for n in range(MANY)]


def swapped(answers: list[Told], change: Callable[[Told], Told] = lambda one: one) -> list[Told]:
    ids = [one["id"] for one in answers]
    meetings = [{**one, "body": {"value": [change(each) for each in one["body"]["value"]]}} for one in answers]
    return [{**one, "id": ident} for one, ident in zip(meetings, ids[1:] + ids[:1], strict=True)]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one,
        lambda one: {key: value for key, value in one.items() if key != "joinWebUrl"},
        lambda one: {**one, "joinWebUrl": one["joinWebUrl"].replace("%", "%25")},
        lambda one: {**one, "joinWebUrl": f"{one['joinWebUrl']}&x=1"},
        lambda one: {**one, "joinWebUrl": None},
        lambda one: {**one, "joinWebUrl": 7},
    ],
    ids=["plain", "without", "quoted twice", "more", "null", "number"],
)
def test_a_meeting_that_is_not_clearly_the_one_asked_for_is_asked_for_alone(change: Callable[[Told], Told]) -> None:
    graph = Graph(lambda answers: swapped(answers, change))
    assert own(read(graph)) == ALL
    assert sum(path.endswith("/onlineMeetings") for path in graph.gets) == MANY


def test_two_people_are_both_looked_at_where_one_s_answer_came_for_the_other() -> None:
    def twice(answers: list[Told]) -> list[Told]:
        people = "userPrincipalName" in answers[0]["body"]
        return [{**one, "body": answers[0]["body"]} for one in answers] if people else answers

    found = read(Graph(twice), PEOPLE)
    assert {each.program.host for each in found if each.program is not None} == {"host/jo", "host/mo"}


def test_a_calendar_that_says_it_is_another_s_is_asked_for_alone() -> None:
    def turned(answers: list[Told]) -> list[Told]:
        if "@odata.context" not in answers[0]["body"]:
            return answers
        return [{**one, "id": other["id"]} for one, other in zip(answers, reversed(answers), strict=True)]

    graph = Graph(turned)
    read(graph, PEOPLE)
    assert sum(path.endswith("/calendarView") for path in graph.gets) == 2


ERROR = {"error": {"code": "InternalServerError", "message": "halfway"}}


def test_a_meeting_in_whose_answer_graph_says_that_it_failed_is_not_read() -> None:
    def broken(answers: list[Told]) -> list[Told]:
        return [{**answers[0], "body": answers[0]["body"] | ERROR}, *answers[1:]]

    found = read(Graph(broken))
    assert len(own(found)) == MANY - 1
    assert ["broke off" in each.reason for each in found if isinstance(each, Unreadable)] == [True]


def test_a_calendar_in_whose_answer_graph_says_that_it_failed_is_not_whole() -> None:
    graph = Graph(alone=lambda path, body: body | ERROR if path.endswith("/calendarView") else body)
    found = read(graph)
    assert own(found) == ALL, "what came is looked at"
    assert ["broke off" in each.reason for each in found if isinstance(each, Unreadable)] == [True]
