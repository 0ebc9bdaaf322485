"""Zoom: meetings, series and webinars of a whole account or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, Changes, Consent, Credential, Vault, Window
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.setting import Setting, without
from hardener_zoom import live, writing
from hardener_zoom.cis import NOT_FOR_GOVERNMENTS
from hardener_zoom.client import Api, consent, credentials, options_of
from hardener_zoom.operations import READS, WRITES, Operation
from hardener_zoom.reading import Reader
from hardener_zoom.settings import SETTINGS, settings_of

__all__ = ["Zoom"]


@dataclass
class Zoom:
    """One Zoom account."""

    writes_per_day: ClassVar[int | None] = 100

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return the secrets that a connection with these `options` needs."""
        return credentials(options_of(options))

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return where a person agrees, for `auth = "user"`."""
        return consent(options_of(options), vault)

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        Api(session, options_of(options), vault).exchange(form)

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = options_of(options)
        api = Api(session, chosen, vault)
        reader = Reader(api, personal_rooms=chosen.personal_rooms, own=chosen.auth == "user")
        table = settings_of(chosen.library_card, chosen.regions)
        return cls(api, reader, table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

    def account(self) -> str:
        """Return the account's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.api.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's scopes allow. Raises `AdapterError` where the log-in itself fails."""
        scopes = self.api.scopes
        for what, operation, paths in READS:
            yield _access(what, operation, paths, scopes, write=False)
        for what, operation, paths in WRITES:
            yield _access(what, operation, paths, scopes, write=True)

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.again(target, *writing.address(target))

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of what is on and depends on `target`. Raises `AdapterError` where Zoom does not tell."""
        return live.live(self.api, target, own=self.reader.own)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Zoom for what differs; success is judged by reading again. Raises `AdapterError`."""
        before, after = target, replace(target, document=changes.document)
        writing.write(self.api, before, after)


def _access(what: str, operation: Operation, paths: tuple[str, ...], scopes: frozenset[str], *, write: bool) -> Access:
    return Access(
        what=what,
        kind="write" if write else "read",
        allowed=operation.allowed(scopes) if scopes else None,
        scope=operation.missing(scopes),
        paths=paths,
    )
