"""Read one program: its row in a list has all its settings; only a sign-up form takes a call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.model import Target
from hardener.vendor import NOBODY_ASKED, marked
from hardener_webex import calls
from hardener_webex.client import Api
from hardener_webex.documents import (
    DATE,
    OCCURRENCES,
    SERIES,
    UNTIL_OVER,
    Host,
    Slot,
    above,
    facts,
    kind_of,
    next_slot,
    program,
    signup_of,
    slot_of,
    titled,
)
from hardener_webex.refusals import unavailable
from hardener_webex.rows import oddity

EARLY = timedelta(hours=12)
"""A date of a series that is on is not further away than this: its host came early, or it runs over."""
ALONE = marked("its series could not be listed, and a date does not show the registration")


@dataclass(slots=True)
class Programs:
    """Reads meetings, webinars, and dates of series."""

    api: Api
    suite_sites: frozenset[str] = frozenset()
    """Sites known to be on the Webex Suite meeting platform."""
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of a target: paths that Webex warned it did not apply."""

    def read(
        self, item: Mapping[str, Any], host: Host, slot: Slot, *, alone: bool = False, form: bool = True
    ) -> Target:  # fmt: skip
        """Return the program that `item`, a row of a list or a single answer, describes. Raises `AdapterError`.

        A date `alone`, without its series, does not tell whether one has to sign up. `form`: somebody asks about it.
        """
        kind, ident = kind_of(item), str(item["id"])
        site = item.get("siteUrl")
        target = f"{kind}/{ident}/{host.key}"
        if alone:
            parts: dict[str, Any] = {}
            unread = dict.fromkeys(("signup", "form"), ALONE)
        else:
            parts, unread = self._form(item, host, asked=form)
            parts["signup"] = signup_of(item)
        return Target(
            id=target,
            kind=kind,
            title=f"{titled(item)} (one changed date)" if kind in OCCURRENCES - {"room_meeting"} else titled(item),
            document={"program": dict(item), **parts},
            above=above(host, site),
            unread=unread,
            unavailable=unavailable(
                kind, item, self.dropped.get(target, ()), suite=site in self.suite_sites, live=slot.live
            ),
            facts=facts(item),
            program=program(kind, ident, item, host, slot),
            written_to=f"room/{host.key}" if kind == "room_meeting" else "",
        )

    def refresh(self, kind: str, ident: str, host: Host) -> Target:
        """Read a program afresh. Raises `AdapterError`."""
        item = self.api.get(calls.MEETING, self.of(host), id=ident)
        if odd := oddity(item, host, DATE if kind in OCCURRENCES else SERIES, listed=False):
            raise MalformedError(odd)
        if item.get("id") != ident:
            raise MalformedError("Webex answered with another meeting")
        own = slot_of(item)
        if kind in OCCURRENCES and not own.live:
            own = own._replace(live=self._on(ident, own, host))
        slot = next_slot(item, own, None, Window.onward(self.api.now())) or Slot(None, None)
        found = self.read(item, host, slot)
        if found.kind != kind:
            raise MalformedError(f"it was a {kind} and is now a {found.kind}")
        return found

    def _on(self, ident: str, own: Slot, host: Host) -> bool:
        """Tell whether a date is on: Webex says so of its series alone."""
        series, _, stamp = ident.rpartition("_")
        if not series or not stamp or own.away(self.api.now()) > EARLY:
            return False
        return self.api.get(calls.MEETING, self.of(host), id=series).get("state") in UNTIL_OVER

    def of(self, host: Host) -> dict[str, str]:
        """Return the parameter that names whose meetings are meant."""
        return {"hostEmail": host.email} if self.api.admin else {}

    def _form(self, item: Mapping[str, Any], host: Host, *, asked: bool) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the sign-up form, or why it could not be read; null where nobody has to sign up."""
        if not takes_call(item):
            return {"form": {"registrationForm": None}}, {}
        if not asked:
            return {}, {"form": NOBODY_ASKED}
        try:
            form = {**item["registration"], **self.api.get(calls.FORM, self.of(host), id=str(item.get("id")))}
        except AdapterError as error:
            if isinstance(error, RefusedError) and error.status == 404:
                return {}, {"form": "Webex lists a sign-up and has no form of it"}
            return {}, {"form": str(error)}
        form.pop("autoAcceptRequest", None)
        return {"form": {"registrationForm": form}}, {}


def takes_call(item: Mapping[str, Any]) -> bool:
    """Tell whether a program has a sign-up form, the questions of which are in no list."""
    return isinstance(item.get("registration"), Mapping)
