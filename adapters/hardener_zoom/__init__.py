"""Zoom: meetings, series and webinars of a whole account or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting, without
from hardener.vendor import Door, Families
from hardener.vendor.kept import without_people
from hardener_zoom import events, live, writing
from hardener_zoom.calls import CALLS
from hardener_zoom.cis import NOT_FOR_GOVERNMENTS
from hardener_zoom.client import Api, Options
from hardener_zoom.kept import Keeper
from hardener_zoom.kept_words import COUNTS, LEAVES
from hardener_zoom.programs import OPTIONAL
from hardener_zoom.reading import Reader
from hardener_zoom.settings import SETTINGS, settings_of

__all__ = ["Zoom"]


@dataclass
class Zoom(Families, Door):
    """One Zoom account."""

    writes_per_day: ClassVar[int | None] = 100
    optional: ClassVar[Mapping[str, str]] = OPTIONAL
    hear = staticmethod(events.hear)
    subscribe: ClassVar[Sequence[str]] = events.SUBSCRIBE
    tells: ClassVar[tuple[str, ...]] = ("",)
    untold: ClassVar[str] = events.UNTOLD
    options_type = Options
    api_type = Api
    calls = CALLS
    leaves: ClassVar[str] = LEAVES
    counts: ClassVar[str] = COUNTS

    api: Api
    reader: Reader
    keeper: Keeper
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        session.hide = without_people
        reader = Reader(api, personal_rooms=chosen.personal_rooms, own=chosen.auth == "user")
        table = settings_of(chosen.library_card, chosen.regions)
        return cls(api, reader, Keeper(reader), table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

    def account(self) -> str:
        """Return the account's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.api.account()

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return dict(self.reader.above.addresses)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of what is on and depends on `target`. Raises `AdapterError` where Zoom does not tell."""
        return live.live(self.api, target, own=self.reader.own)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Zoom for `changes`; success is judged by reading again. Raises `AdapterError`."""
        writing.write(self.api, target, changes)
