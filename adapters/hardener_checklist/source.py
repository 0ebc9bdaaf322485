"""Where a list of programs lies: a file beside hardener.toml, or a calendar's address. It is only ever read."""

from __future__ import annotations

from pathlib import Path

from hardener import redact
from hardener.adapter import Vault
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.vendor.feed import fetched
from hardener_checklist.options import CALENDAR, WEB, Options

CALENDARS = "the calendar"
"""What an address is called wherever it is told of: it may let whoever knows it read the calendar."""


def name_of(options: Options) -> str:
    """Return what the list is called, for people."""
    given = options.programs
    return CALENDARS if given is None or given.casefold().startswith(WEB) else given


def text_of(options: Options, session: Session, vault: Vault) -> str:
    """Return the text of the list. Raises `AdapterError`: one line, with the name of what cannot be read."""
    given = options.programs if options.programs is not None else vault.get(CALENDAR).strip()
    if given.casefold().startswith(WEB):
        if options.programs is None:
            redact.hide(given)
        return fetched(given, session, CALENDARS)
    if options.programs is None:
        raise AdapterError(f"{CALENDARS}: its address does not begin with https://; store it again: hardener connect")
    return file_of(given, options, session)


def file_of(name: str, options: Options, session: Session) -> str:
    """Return the text of a file of the connection. Raises `AdapterError`."""
    path = Path(options.folder) / name
    return session.folder(path.parent).read(path.name, "utf-8-sig").text
