"""One request to Graph on its way through the simulator, and what every operation needs of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from hardener.sandbox import Context
from hardener_teams.simulator.login import Grant
from hardener_teams.simulator.problems import UNLICENSED_POLICY, bad, missing, problem
from hardener_teams.simulator.schema import shown, type_of, wrong
from hardener_teams.simulator.state import Json, User
from hardener_teams.simulator.world import World

FILTER = re.compile(r"\s*([\w/]+)\s+eq\s+'((?:[^']|'')*)'\s*\Z")
LARGEST = 999
NEWER = "include-unknown-enum-members"


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """One authorised request."""

    world: World
    grant: Grant

    @property
    def prefers(self) -> tuple[str, ...]:
        """Return what the client says it prefers."""
        return tuple(part.strip() for line in self.request.headers.getlist("Prefer") for part in line.split(","))

    @property
    def newer(self) -> bool:
        """Tell whether the client can take newer members of an enumeration."""
        return NEWER in self.prefers

    def user(self) -> User:
        """Return the user that the path names; `/me` is who logged in. Raises `Problem`."""
        ident = self.params.get("user", "")
        if not ident:
            if not self.grant.user:
                raise bad("/me request is only valid with delegated authentication flow.")
            ident = self.grant.user
        user = self.world.user(ident)
        if user is None:
            raise problem(404, "Request_ResourceNotFound", f"Resource '{ident}' does not exist.")
        return user

    def need_policy(self, user: User) -> None:
        """Refuse an app alone without an application access policy for `user`. Raises `Problem`."""
        app = self.grant.app
        if self.grant.user or app.policy == "all" or user.id in app.policy:
            return
        if self.world.seed.behaviour.old_policy_words:
            said = f"App {app.client_id} is not authorized to perform this action on behalf of user {user.id}"
            raise problem(403, "Unauthorized", said)
        raise problem(403, "Forbidden", f"{UNLICENSED_POLICY} {app.client_id} on the user.")

    def sees(self, user: User) -> bool:
        """Tell whether the application access policy lets the app see what `user` organizes."""
        return bool(self.grant.user) or self.grant.app.policy == "all" or user.id in self.grant.app.policy

    def filtered(self) -> tuple[str, str]:
        """Return property and value of `$filter=property eq 'value'`. Raises `Problem`."""
        found = FILTER.match(self.query("$filter"))
        if found is None:
            raise bad("Invalid filter clause: only 'property eq value' is supported here.")
        return found[1].casefold(), found[2].replace("''", "'")

    def body(self, type_name: str) -> Json:
        """Return the JSON object that was sent, if it fits the type. Raises `Problem`."""
        if not isinstance(self.json, dict):
            raise bad("Unable to read JSON request payload.")
        for said in wrong(type_name, self.json):
            raise bad(said)
        return dict(self.json)

    def shown(self, type_name: str, entity: Mapping[str, Any]) -> Json:
        """Return an entity as this client sees it: what it selected, and the members it can take."""
        names = [name for name in self.query("$select").split(",") if name]
        properties = type_of(type_name).properties
        if strange := [name for name in names if name not in {*properties, "id"}]:
            raise bad(f"Could not find a property named '{strange[0]}' on type 'microsoft.graph.{type_name}'.")
        kept = {k: v for k, v in entity.items() if not names or k in {*names, "id"} or "@odata" in k}
        found: Json = shown(type_name, kept, newer=self.newer)
        return found

    def entity(self, type_name: str, entity: Mapping[str, Any], what: str) -> Json:
        """Return an entity as a whole answer."""
        return {"@odata.context": f"{self.root}/$metadata#{what}/$entity", **self.shown(type_name, entity)}

    def listed(self, type_name: str, items: Sequence[Mapping[str, Any]], what: str, size: int = LARGEST) -> Json:
        """Return one page of a list, with the address of the next. Raises `Problem`."""
        top, skip = self._number("$top", size, 1), self._number("$skip", 0, 0)
        answer: Json = {"@odata.context": f"{self.root}/$metadata#{what}"}
        if self.query("$count") == "true":
            answer["@odata.count"] = len(items)
        answer["value"] = [self.shown(type_name, item) for item in items[skip : skip + top]]
        if skip + top < len(items):
            asked = [(k, v) for k, v in parse_qsl(self.request.query_string.decode()) if k != "$skip"]
            answer["@odata.nextLink"] = f"{self.request.base_url}?{urlencode([*asked, ('$skip', str(skip + top))])}"
        return answer

    @property
    def root(self) -> str:
        """Return where the API begins."""
        return f"{self.request.host_url}v1.0"

    def _number(self, name: str, default: int, least: int) -> int:
        text = self.query(name) or str(default)
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= 1_000_000:
            raise bad(f"Invalid value '{text}' for {name} query option found.")
        return min(int(text), LARGEST) if name == "$top" else int(text)


def found(item: Any, what: str) -> Any:  # noqa: ANN401 - whatever was looked for
    """Return `item` if it is there. Raises `Problem`."""
    if item is None:
        raise missing(what)
    return item
