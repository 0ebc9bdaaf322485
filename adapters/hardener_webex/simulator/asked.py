"""One request to Webex on its way through the simulator: who asks, for whom, and page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from hardener.sandbox import Context, Pages, PageTokenError
from hardener_webex.simulator.answers import invalid, not_found, refuse
from hardener_webex.simulator.shapes import Json, known, wrong
from hardener_webex.simulator.state import App, Meeting, Person, World

CURSOR = "_cursor"


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """One authorized request."""

    world: World
    pages: Pages
    app: App
    admin: bool
    """The token has the scope that reaches other people's things."""

    @property
    def time(self) -> datetime:
        """Return the moment of the request."""
        return datetime.fromtimestamp(self.now, UTC)

    def flag(self, name: str) -> bool | None:
        """Return a parameter that is yes or no; None where it was not sent. Raises `Problem`."""
        text = self.query(name)
        if text and text.casefold() not in {"true", "false"}:
            raise invalid(f"'{name}' should be a boolean")
        return text.casefold() == "true" if text else None

    def whom(self, given: str) -> Person:
        """Return the person that the request is for: `given` counts for an administrator only. Raises `Problem`."""
        email = given if given and self.admin else self.app.user
        found = self.world.person(email)
        if found is None:
            raise refuse(404, "The requested resource could not be found.", f"User '{email}' is not found.")
        return found

    def meeting(self, given: str) -> tuple[Meeting, str, Json]:
        """Return the meeting of the path if its host is meant by `given`, the stamp of its date, and its values."""
        ident = self.params["meeting"]
        if "_I_" in ident:
            raise invalid(f"Meeting ID '{ident}' is not allowed for this API.")
        series, _, stamp = ident.partition("_")
        found = self.world.meetings.get(series)
        if found is None or found.seed.host.casefold() != self.whom(given).email.casefold():
            raise not_found(ident)
        if not stamp:
            return found, "", found.values
        values = dict(found.dates()).get(stamp)
        if values is None:
            raise not_found(ident)
        return found, stamp, values

    def body(self, shape: Mapping[str, Any], *, required: Sequence[str] = (), nullable: Sequence[str] = ()) -> Json:
        """Return the body, without what Webex does not know. Raises `Problem` that names each wrong attribute."""
        if not isinstance(self.json, dict):
            raise invalid("the body is no JSON object")
        errors = [f"'{key}' cannot be null or empty" for key in required if self.json.get(key) is None]
        errors += wrong(shape, self.json, "", nullable)
        if errors:
            raise invalid(*errors)
        found: Json = known(shape, self.json)
        return found

    def page(self, items: Sequence[Json], default: int, largest: int) -> Json:
        """Return one page; the header `Link` leads to the next. A larger page than allowed is cut without a word."""
        text = self.query("max")
        if text and not text.isdecimal():
            raise invalid("'max' should be a number")
        size = min(int(text) if text else default, largest) or default
        given = {k: v for k, v in self.request.args.items() if k != CURSOR}
        listing = f"{self.request.path}?{urlencode(sorted(given.items()))}"
        try:
            part, onward = self.pages.cut(items, listing, self.query(CURSOR), size, self.now)
        except PageTokenError:
            raise invalid("the page is not known, or too old") from None
        if onward:
            kept = {k: v for k, v in given.items() if k not in self.world.seed.behaviour.links_drop}
            url = f"{self.request.host_url.rstrip('/')}{self.request.path}?{urlencode({**kept, CURSOR: onward})}"
            self.headers["Link"] = f'<{url}>; rel="next"'
        return {"items": list(part)}
