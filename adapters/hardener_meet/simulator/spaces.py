"""Meet's API v2: the spaces, and who else is host in them."""

from __future__ import annotations

from collections.abc import Callable

from hardener.sandbox import PageTokenError
from hardener.sandbox.simulator import Body
from hardener_meet.simulator.asked import Asked
from hardener_meet.simulator.masks import applied, paths_of
from hardener_meet.simulator.problems import NO_SPACE, invalid, problem
from hardener_meet.simulator.shapes import MEMBER, SPACE, Json, check, named
from hardener_meet.simulator.state import DEFAULT_CONFIG, Space
from hardener_meet.simulator.world import settle

CREATED, READONLY, SETTINGS = "meetings.space.created", "meetings.space.readonly", "meetings.space.settings"
UNSPECIFIED = "_UNSPECIFIED"


def get(asked: Asked) -> Body:
    """Answer GET v2/spaces/{space}: by id or by code; the settings for the owner only."""
    asked.meet("meet read", asked.world.seed.limits.meet_reads, CREATED, READONLY, SETTINGS)
    name = asked.params["space"]
    space = asked.world.spaces.get(name) or asked.world.codes.get(name.casefold())
    if space is None or not _reaches(asked, space, READONLY, SETTINGS):
        raise problem(403, NO_SPACE)
    return _shown(asked, space)


def patch(asked: Asked) -> Body:
    """Answer PATCH v2/spaces/{space}: by id, for the owner only."""
    asked.meet("meet write", asked.world.seed.limits.meet_writes, CREATED, SETTINGS)
    space = asked.world.spaces.get(asked.params["space"])
    if space is None or space.owner != asked.who.user or not _reaches(asked, space, SETTINGS):
        raise problem(403, NO_SPACE)
    body = named(asked.body(), SPACE)
    check(body, SPACE, invalid)
    if body.get("name", f"spaces/{space.id}") != f"spaces/{space.id}":
        raise invalid("The name in the body is not that of the request.", "space.name")
    paths = paths_of(asked.query("updateMask"), body, _whole(space))
    _allowed(asked, body, paths)
    kept = [path for path in paths if path not in asked.world.behaviour.dropped]
    space.config = _specified(applied(space.config, body, kept, DEFAULT_CONFIG), DEFAULT_CONFIG)
    settle(space)
    return _shown(asked, space)


def create(asked: Asked) -> Body:
    """Answer POST v2/spaces."""
    asked.meet("meet created", asked.world.seed.limits.spaces_created, CREATED)
    body = named(asked.body(), SPACE) if asked.json is not None else {}
    check(body, SPACE, invalid)
    space = asked.world.new_space(asked.who.user, asked.who.client)
    paths = [f"config.{key}" for key in body.get("config", {})]
    space.config = _specified(applied(space.config, body, paths, DEFAULT_CONFIG), DEFAULT_CONFIG)
    settle(space)
    return _shown(asked, space)


def end(asked: Asked) -> Body:
    """Answer POST v2/spaces/{space}:endActiveConference."""
    asked.meet("meet write", asked.world.seed.limits.meet_writes, CREATED)
    space = asked.world.spaces.get(asked.params["space"])
    if space is None or space.owner != asked.who.user or not _reaches(asked, space):
        raise problem(403, NO_SPACE)
    if not space.active:
        raise invalid("There is no active conference for the given space.")
    space.active = False
    return {}


def members(asked: Asked) -> Body:
    """Answer GET v2/spaces/{space}/members."""
    asked.meet("meet read", asked.world.seed.limits.meet_reads, CREATED, READONLY)
    space = asked.world.spaces.get(asked.params["space"])
    if space is None or space.owner != asked.who.user or not _reaches(asked, space, READONLY):
        raise problem(403, NO_SPACE)
    found = [_member(space, number) for number in range(len(space.cohosts))]
    try:
        size = asked.size("pageSize", 25, 100)
        page, onward = asked.world.pages.cut(found, space.id, asked.query("pageToken"), size, asked.now)
    except PageTokenError:
        raise invalid("Invalid page token.", "page_token") from None
    answer: Json = {"members": list(page)} if page else {}
    return answer | ({"nextPageToken": onward} if onward else {})


def _member(space: Space, number: int) -> Json:
    member = {"name": f"spaces/{space.id}/members/{number + 1}", "email": space.cohosts[number], "role": "COHOST"}
    check(member, MEMBER, invalid)
    return member


def _reaches(asked: Asked, space: Space, *scopes: str) -> bool:
    """Tell whether the token may act on `space`: with the narrowest scope only on what its client made."""
    return asked.may(*scopes) or space.created_by == asked.who.client


def _whole(space: Space) -> Json:
    name = f"spaces/{space.id}"
    found: Json = {
        "name": name, "meetingUri": f"https://meet.google.com/{space.code}", "meetingCode": space.code,
        "config": space.config,
    }  # fmt: skip
    if space.active:
        found["activeConference"] = {"conferenceRecord": f"conferenceRecords/{space.id}-now"}
    if space.phones:
        found["phoneAccess"] = space.phones
    return found


def _shown(asked: Asked, space: Space) -> Json:
    found = _whole(space)
    if space.owner != asked.who.user:
        return {key: value for key, value in found.items() if key in {"name", "meetingUri", "meetingCode"}}
    if space.config["moderation"] == "OFF" and not asked.world.behaviour.restrictions_when_off:
        found["config"] = {key: value for key, value in space.config.items() if key != "moderationRestrictions"}
    return found


def _allowed(asked: Asked, body: Json, paths: list[str]) -> None:
    """Raise the `Problem` of what this organization's edition has not got."""
    behaviour = asked.world.behaviour
    refused = [*behaviour.refused, *(["config.moderation"] if behaviour.moderation_preview else [])]
    for path in paths:
        if any(
            path == r
            or path.startswith((f"{r}.", "config.moderationRestrictions") if r.endswith("moderation") else f"{r}.")
            for r in refused
        ):
            raise invalid(f"The field '{path}' is not available.", path)
    if body.get("config", {}).get("moderation") == f"MODERATION{UNSPECIFIED}" and "config.moderation" in paths:
        raise invalid("moderation cannot be set to unspecified.", "space.config.moderation")


def _specified(config: Json, usual: Json) -> Json:
    """Return `config` with what the organization has for whatever was set to unspecified."""
    return {
        key: _specified(value, usual[key]) if isinstance(value, dict)
        else usual[key] if str(value).endswith(UNSPECIFIED) else value
        for key, value in config.items()
    }  # fmt: skip


ROUTES: tuple[tuple[str, str, Callable[[Asked], Body]], ...] = (
    ("GET", "/v2/spaces/<space>", get),
    ("PATCH", "/v2/spaces/<space>", patch),
    ("POST", "/v2/spaces", create),
    ("POST", "/v2/spaces/<space>:endActiveConference", end),
    ("GET", "/v2/spaces/<space>/members", members),
)
