"""Cloud Identity's API v1: the organization's policies, for a super admin."""

from __future__ import annotations

import re
from collections.abc import Callable

from hardener.sandbox import PageTokenError
from hardener.sandbox.simulator import Body
from hardener_meet.simulator.asked import Asked
from hardener_meet.simulator.problems import invalid, problem
from hardener_meet.simulator.shapes import Json

SCOPES = ("cloud-identity.policies", "cloud-identity.policies.readonly")
CLAUSE = re.compile(r"setting\.type\.matches\('(?P<type>[^']*)'\)|customer\s*==\s*[\"'](?P<customer>[^\"']*)[\"']")


def listed(asked: Asked) -> Body:
    """Answer GET v1/policies."""
    _let_in(asked)
    text = asked.query("filter")
    found = [p for p in asked.world.seed.policies if not text or _matches(p, text, asked)]
    try:
        size = asked.size("pageSize", 50, 100)
        page, onward = asked.world.pages.cut(found, text, asked.query("pageToken"), size, asked.now)
    except PageTokenError:
        raise invalid("Request contains an invalid argument.", "page_token") from None
    answer: Json = {"policies": list(page)} if page else {}
    return answer | ({"nextPageToken": onward} if onward else {})


def get(asked: Asked) -> Body:
    """Answer GET v1/policies/{policy}."""
    _let_in(asked)
    name = f"policies/{asked.params['policy']}"
    found = next((p for p in asked.world.seed.policies if p.get("name") == name), None)
    if found is None:
        raise problem(404, "Requested entity was not found.")
    return found


def _let_in(asked: Asked) -> None:
    asked.meet("policies", asked.world.seed.limits.policies, *SCOPES)
    person = asked.world.people[asked.who.user]
    if not person.super_admin:
        raise problem(403, "The caller does not have permission")


def _matches(policy: Json, text: str, asked: Asked) -> bool:
    """Evaluate the filter: clauses with && and || between them, && first. Raises `Problem`."""
    if re.sub(r"[\s()]|&&|\|\|", "", CLAUSE.sub("", text)):
        raise invalid("Request contains an invalid argument.", "filter")
    return any(all(_clause(policy, part, asked) for part in side.split("&&")) for side in text.split("||"))


def _clause(policy: Json, text: str, asked: Asked) -> bool:
    found = CLAUSE.search(text)
    if found is None:
        raise invalid("Request contains an invalid argument.", "filter")
    if found["customer"] is not None:
        return found["customer"].removeprefix("customers/") in {"my_customer", asked.world.seed.organization.customer}
    try:
        return re.search(found["type"].replace("\\\\", "\\"), str(policy["setting"]["type"])) is not None
    except re.error:
        raise invalid("Request contains an invalid argument.", "filter") from None


ROUTES: tuple[tuple[str, str, Callable[[Asked], Body]], ...] = (
    ("GET", "/v1/policies", listed),
    ("GET", "/v1/policies/<policy>", get),
)
