"""YouTube Live: a channel's broadcasts, premieres and newest videos."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import Door
from hardener_youtube import calls, writing
from hardener_youtube.client import Api, Options
from hardener_youtube.kept_words import LEAVES
from hardener_youtube.reading import Reader
from hardener_youtube.settings import SETTINGS

__all__ = ["YouTube"]


@dataclass
class YouTube(Door):
    """The channel of one connection."""

    series: ClassVar[bool] = False
    leaves: ClassVar[str] = LEAVES
    accounts: ClassVar[str] = "Google"
    options_type = Options
    api_type = Api
    calls = calls.CALLS
    no_refresh = "take the app out of the account's permissions, and connect again"

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the channel whose owner logs in. Raises `AdapterError` on bad options."""
        api = Api(session, Options.of(options), vault)
        return cls(api, Reader(api))

    def account(self) -> str:
        """Return the channel's id. Raises `HardenerError`."""
        return self.reader.account()

    def asides(self) -> Iterator[str]:
        """Yield what should be known of the last reading: what was not looked at, and what YouTube decided itself."""
        return self.reader.asides()

    def live(self, target: Target) -> Iterator[str]:
        """Yield the title of a broadcast or premiere that is on, by YouTube's word; `target` was just read."""
        if target.program is not None and target.program.live:
            yield target.title

    def units(self, kind: str, parts: Collection[str]) -> int:
        """Return what a step on a target of `kind` that changes these `parts` takes of a day's units."""
        return calls.units(kind, parts)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask YouTube for `changes`; success is judged by reading again. Raises `AdapterError`."""
        writing.write(self.api, target, changes)
