"""What a row of a list must say before it is believed; what it lacks is named, never left out. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from hardener.errors import MalformedError
from hardener.vendor import digest, word
from hardener_webex.documents import SERIES, UNTIL_OVER, Host, Slot, kind_of, signup_of, slot_of

Item = Mapping[str, Any]
STATES = ("active", "scheduled", "ready", "lobby", "inProgress", "ended", "missed", "expired")
"""Every state that Webex knows."""
TYPES = ("meetingSeries", "scheduledMeeting", "meeting")
NEEDED = (("title", "what it is called"), ("siteUrl", "on which site it is"))


class Row(NamedTuple):
    """One row of a list."""

    item: Item
    ident: str
    """Webex's own id; something that stands for it where the row has none."""
    slot: Slot
    odd: str = ""
    """Why it cannot be understood, in plain words."""

    def over(self, now: datetime) -> bool:
        """Tell whether the row itself says that all of it is over; a series has further dates."""
        alone = self.item.get("meetingType") == "scheduledMeeting" or self.item.get("recurrence") in (None, "")
        return alone and self.item.get("state") in STATES and self.slot.minutes is not None and self.slot.over(now)

    @property
    def series(self) -> str:
        """Return the id of the series that it is a date of, or is."""
        found = self.item.get("meetingSeriesId")
        return found if isinstance(found, str) else ""


def rows_of(items: Iterable[Item], host: Host, kind: str) -> list[Row]:
    """Return what of a list of `kind` is the host's own, or may be; an entry that came twice is one row.

    Raises `MalformedError` where an entry is of another list.
    """
    found: dict[str, Row] = {}
    for item in items:
        if (other := item.get("meetingType")) != kind and other in TYPES:
            raise MalformedError(f"Webex was asked for {kind} and listed {other}; what it did not list is not known")
        if whose(item, host) is False:
            continue
        row = _row(item, host, kind)
        if row.ident in found and found[row.ident].item != item:
            row = row._replace(odd="Webex lists it twice, and not alike")
        found[row.ident] = row
    return list(found.values())


def whose(item: Item, host: Host) -> bool | None:
    """Tell whether the host runs it, not only is invited; None where Webex does not say who does."""
    if host.ident and item.get("hostUserId") == host.ident:
        return True
    email = item.get("hostEmail")
    if not isinstance(email, str) or "@" not in email:
        return None
    return email.strip().casefold() in host.aliases


def _row(item: Item, host: Host, kind: str) -> Row:
    ident = item.get("id")
    named = isinstance(ident, str) and bool(ident) and ident.isprintable() and not ("/" in ident or " " in ident)
    standing = str(ident) if named else f"unnamed-{digest(json.dumps(item, sort_keys=True))}"
    slot, untimed = _slot(item)
    odd = "" if named else "Webex gave no id of it"
    return Row(item, standing, slot, odd or oddity(item, host, kind, untimed=untimed))


def _slot(item: Item) -> tuple[Slot, str]:
    """Return when it is on, and why that cannot be told, empty where it can."""
    state = item.get("state")
    try:
        found = slot_of(item) if word(state) else Slot(None, None, state in UNTIL_OVER)
    except MalformedError as error:
        return Slot(None, None, state in UNTIL_OVER), str(error)
    return found, ""


def oddity(item: Item, host: Host, kind: str, *, listed: bool = True, untimed: str | None = None) -> str:
    """Return why an answer about a meeting cannot be understood, in plain words; empty where it can.

    A date that was not `listed`, but asked for by its id, does not tell its series. `untimed`: why it is not known when
    it is on, empty where it is; None where nobody looked yet.
    """
    if whose(item, host) is None:
        return "Webex does not say whose meeting it is"
    for key, said in NEEDED:
        if not word(item.get(key)):
            return f"Webex does not say {said}"
    if item.get("meetingType") != kind:
        return "Webex does not say whether it is a series or one date"
    if not word(item.get("state")) or item["state"] not in STATES:
        return "Webex does not say whether it is on"
    if (recurrence := item.get("recurrence")) is not None and not isinstance(recurrence, str):
        return "Webex gave a recurrence that is none"
    return _untold(item) or (_slot(item)[1] if untimed is None else untimed) or _malformed(item, kind, listed=listed)


def _untold(item: Item) -> str:
    """Name what chooses the profile, where it has a shape that says nothing."""
    agenda, codes = item.get("agenda"), item.get("trackingCodes")
    if agenda is not None and not isinstance(agenda, str):
        return "Webex gave an agenda that is no text"
    if codes is None or codes == []:
        return ""
    shaped = isinstance(codes, list | None) and all(isinstance(code, Mapping) for code in codes or ())
    if not shaped or not all(isinstance(code.get("value"), str | None) for code in codes or ()):
        return "Webex gave tracking codes of an unknown shape"
    return ""


def _malformed(item: Item, kind: str, *, listed: bool) -> str:
    try:
        room = kind_of(item) == "room_meeting"
        if kind == SERIES:
            signup_of(item)
    except MalformedError as error:
        return str(error)
    if listed and kind != SERIES and not room and not word(item.get("meetingSeriesId")):
        return "Webex does not say which series it is a date of"
    return ""
