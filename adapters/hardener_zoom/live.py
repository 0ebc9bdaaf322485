"""What is on now, by Zoom's own word: a host's live meetings and personal room, and those of a group or the account.

Zoom shows it of meetings only. Of a webinar it has neither a status nor a list, so there the clock alone tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hardener.errors import MalformedError, RefusedError
from hardener.model import Target
from hardener_zoom import calls
from hardener_zoom.client import Api
from hardener_zoom.documents import host_name, host_of, titled

LIVE = {"type": "live"}
STARTED = "started"
NO_MEETING = 3001
"""Zoom's code where there is no such meeting: a personal room that was never used."""


def live(api: Api, target: Target, *, own: bool) -> Iterator[str]:
    """Yield the titles of what is on and depends on `target`; `own`: only one person's account is seen.

    Raises `AdapterError` where Zoom does not tell.
    """
    kind, ident = target.id.split("/", 1)[0], target.id.rsplit("/", 1)[-1]
    if kind not in {"host", "group", "account"}:
        yield from _of_program(api, target)
        return
    users = [api.get(calls.USER, id="me")] if own else api.pages(calls.USERS, {"status": "active"})
    below = [user for user in users if user.get("id") and (kind == "account" or ident in _names(user, kind))]
    if kind == "host" and not below:
        raise MalformedError("Zoom does not list this host")
    for titles in api.each(lambda user: list(_of_host(api, user)), below):
        yield from titles


def _names(user: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """Return the ids of the hosts or groups that a user is, or is in."""
    return (str(user["id"]),) if kind == "host" else host_of(user, {}).groups


def _of_host(api: Api, user: Mapping[str, Any]) -> Iterator[str]:
    """Yield what one person hosts now, whether or not it is in view: listed meetings, and the personal room."""
    for row in api.pages(calls.MEETINGS, LIVE, id=str(user["id"])):
        yield titled(row)
    number = with_number(api, user).get("pmi")
    if number and _room_is_on(api, str(number)):
        yield f"Personal room of {host_name(user)}"


def with_number(api: Api, user: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of the list of users with the number of the personal room, which a list may leave out.

    Raises `AdapterError` where Zoom does not show the user.
    """
    if "pmi" in user:
        return user
    itself = api.get(calls.USER, id=str(user["id"]))
    return {**user, "pmi": itself["pmi"]} if "pmi" in itself else user


def _of_program(api: Api, target: Target) -> Iterator[str]:
    """Yield a program's title if it is on, or the personal room's that it is held in."""
    answer = target.document.get("program")
    if not isinstance(answer, Mapping):
        raise MalformedError("the program was not read")
    if target.program is not None and target.program.live:
        yield target.title
        return
    settings = answer.get("settings")
    if isinstance(settings, Mapping) and settings.get("use_pmi") is True and answer.get("pmi"):
        if _room_is_on(api, str(answer["pmi"])):
            yield f"{target.title} (its room)"
    elif target.kind != "webinar" and "status" not in answer:
        rows = api.pages(calls.MEETINGS, LIVE, id=_host(answer))
        if any(str(row.get("id")) == str(answer.get("id")) for row in rows):
            yield target.title


def _room_is_on(api: Api, number: str) -> bool:
    try:
        return api.get(calls.MEETING, id=number).get("status") == STARTED
    except RefusedError as error:
        if error.status == 404 or error.code == NO_MEETING:
            return False
        raise


def _host(answer: Mapping[str, Any]) -> str:
    if not answer.get("host_id"):
        raise MalformedError("Zoom does not say who hosts it")
    return str(answer["host_id"])
