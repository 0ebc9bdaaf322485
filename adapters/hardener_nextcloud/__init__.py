"""Nextcloud Talk: the rooms that one account takes part in, and what its calendars say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import AdapterError, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import Door, host_at, marked
from hardener_nextcloud import calls, writing
from hardener_nextcloud.client import Api, Options
from hardener_nextcloud.kept_words import LEAVES
from hardener_nextcloud.reading import Reader
from hardener_nextcloud.settings import SETTINGS

__all__ = ["Nextcloud"]

_ANY_HOST = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}"


@dataclass
class Nextcloud(Door):
    """The rooms of one account."""

    platform: ClassVar[str] = "Nextcloud Talk"
    leaves: ClassVar[str] = LEAVES
    accounts: ClassVar[str] = "Nextcloud"
    options_type = Options
    api_type = Api
    calls = calls.CALLS
    unsure = "an app password may do what its account may: it shows when it is tried"

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:
        """Return the form of links to rooms on its own server, in whatever folder: elsewhere a call may be a page."""
        host = re.escape(host_at(options.get("url"))) or _ANY_HOST
        return (rf"{host}/(?:[\w.-]{{1,40}}/){{0,3}}call/[a-z0-9]",)

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        api = Api(session, Options.of(options), vault)
        return cls(api, Reader(api))

    def account(self) -> str:
        """Return which account of which server is logged in, as a fingerprint. Raises `HardenerError`."""
        return self.api.account()

    def asides(self) -> Iterator[str]:
        """Yield what no reading of one account shows."""
        yield marked(
            "rooms that this account takes no part in are out of sight; each account has a connection of its own"
        )

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of rooms in which there is a call now. Raises `AdapterError` where it cannot be told."""
        return self.reader.live(target)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Nextcloud for `changes`; success is judged by reading again. Raises `AdapterError`."""
        if target.kind == "account":
            raise AdapterError("settings of the whole server are only read; an admin changes them in Nextcloud")
        writing.write(self.api, self.reader.token(target), target, changes)
