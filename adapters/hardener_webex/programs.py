"""Read one program: its row in a list has all its settings; only a sign-up form takes a call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.model import Target
from hardener_webex import operations as op
from hardener_webex.client import Api
from hardener_webex.documents import (
    OCCURRENCES,
    Host,
    Slot,
    above,
    facts,
    kind_of,
    next_slot,
    program,
    signup_of,
    titled,
)
from hardener_webex.refusals import unavailable

ALONE = "its series could not be listed, and a date does not show the registration"


@dataclass(slots=True)
class Programs:
    """Reads meetings, webinars, and dates of series."""

    api: Api
    suite_sites: frozenset[str] = frozenset()
    """Sites known to be on the Webex Suite meeting platform."""
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of a target: paths that Webex warned it did not apply."""

    def read(self, item: Mapping[str, Any], host: Host, slot: Slot, *, alone: bool = False) -> Target:
        """Return the program that `item`, a row of a list or a single answer, describes. Raises `AdapterError`.

        A date `alone`, without its series, does not tell whether one has to sign up.
        """
        kind = kind_of(item)
        site = item.get("siteUrl")
        target = f"{kind}/{item.get('id')}/{host.key}"
        if alone:
            parts: dict[str, Any] = {}
            unread = dict.fromkeys(("signup", "form"), ALONE)
        else:
            parts, unread = self._form(item, host)
            parts["signup"] = signup_of(item)
        return Target(
            id=target,
            kind=kind,
            title=f"{titled(item)} (one changed date)" if kind in OCCURRENCES - {"room_meeting"} else titled(item),
            document={"program": dict(item), **parts},
            above=above(host, site),
            unread=unread,
            unavailable=unavailable(kind, item, site in self.suite_sites, self.dropped.get(target, ())),
            facts=facts(item),
            program=program(kind, item, host, slot),
        )

    def again(self, kind: str, ident: str, host: Host) -> Target:
        """Read a program afresh. Raises `AdapterError`."""
        item = self.api.get(op.MEETING, ident, **self.of(host))
        slot = next_slot(item, None, Window.onward(self.api.now())) or Slot(None, None)
        found = self.read(item, host, slot)
        if found.kind != kind:
            raise MalformedError(f"it was a {kind} and is now a {found.kind}")
        return found

    def of(self, host: Host) -> dict[str, str]:
        """Return the parameter that names whose meetings are meant."""
        return {"hostEmail": host.email} if self.api.admin else {}

    def _form(self, item: Mapping[str, Any], host: Host) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the sign-up form, or why it could not be read; null where nobody has to sign up."""
        listed = item.get("registration")
        if not isinstance(listed, Mapping):
            return {"form": {"registrationForm": None}}, {}
        try:
            form = {**listed, **self.api.get(op.FORM, str(item.get("id")), **self.of(host))}
        except AdapterError as error:
            if isinstance(error, RefusedError) and error.status == 404:
                return {}, {"form": "Webex lists a sign-up and has no form of it"}
            return {}, {"form": str(error)}
        form.pop("autoAcceptRequest", None)
        return {"form": {"registrationForm": form}}, {}
