"""Meet's records of conferences: when they were held, and how many came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from hardener.sandbox import PageTokenError
from hardener.sandbox.simulator import Body
from hardener_meet.simulator.asked import Asked
from hardener_meet.simulator.problems import invalid, problem
from hardener_meet.simulator.shapes import Json
from hardener_meet.simulator.spaces import CREATED, READONLY
from hardener_meet.simulator.state import Record, Space

FILTER = re.compile(r"\s*space\.name\s*=\s*\"(spaces/[\w-]+)\"\s*")
KEPT = timedelta(days=30)


def records(asked: Asked) -> Body:
    """Answer GET v2/conferenceRecords: those of the caller's own spaces, the newest first, none older than 30 days."""
    asked.meet("meet read", asked.world.seed.limits.meet_reads, CREATED, READONLY)
    text = asked.query("filter")
    wanted = FILTER.fullmatch(text)
    if text and wanted is None:
        raise invalid("Invalid filter.", "filter")
    found = [
        _record(space, number, one)
        for space, number, one in _held(asked)
        if wanted is None or wanted[1] == f"spaces/{space.id}"
    ]
    return _page(asked, sorted(found, key=lambda one: str(one["startTime"]), reverse=True), "conferenceRecords", text)


def participants(asked: Asked) -> Body:
    """Answer GET v2/conferenceRecords/{record}/participants; how many there are is told where a mask asks for it."""
    asked.meet("meet read", asked.world.seed.limits.meet_reads, CREATED, READONLY)
    for space, number, one in _held(asked):
        if f"{space.id}-{number}" == asked.params["record"]:
            name = f"conferenceRecords/{space.id}-{number}/participants"
            names = [f"Family {n}" for n in range(one.participants)]
            people: list[Json] = [{"name": f"{name}/{n}", "anonymousUser": {"displayName": n}} for n in names]
            page = _page(asked, people, "participants", name)
            return {**page, "totalSize": one.participants} if "totalSize" in asked.query("fields") else page
    raise problem(404, "Requested entity was not found.")


def _page(asked: Asked, found: list[Json], name: str, listing: str) -> Json:
    try:
        size = asked.size("pageSize", 25, 100)
        page, onward = asked.world.pages.cut(found, f"{name} {listing}", asked.query("pageToken"), size, asked.now)
    except PageTokenError:
        raise invalid("Invalid page token.", "page_token") from None
    answer: Json = {name: list(page)} if page else {}
    return answer | ({"nextPageToken": onward} if onward else {})


def _held(asked: Asked) -> Iterator[tuple[Space, int, Record]]:
    now = datetime.fromtimestamp(asked.now, UTC)
    for space in asked.world.spaces.values():
        if space.owner == asked.who.user and (asked.may(READONLY) or space.created_by == asked.who.client):
            for number, one in enumerate(space.records):
                if one.start + timedelta(minutes=one.minutes) + KEPT > now:
                    yield space, number, one


def _record(space: Space, number: int, one: Record) -> Json:
    end = one.start + timedelta(minutes=one.minutes)
    times = (one.start, end, end + KEPT)
    start, ended, expires = (each.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for each in times)
    return {
        "name": f"conferenceRecords/{space.id}-{number}", "space": f"spaces/{space.id}", "startTime": start,
        "endTime": ended, "expireTime": expires,
    }  # fmt: skip


ROUTES: tuple[tuple[str, str, Callable[[Asked], Body]], ...] = (
    ("GET", "/v2/conferenceRecords", records),
    ("GET", "/v2/conferenceRecords/<record>/participants", participants),
)
