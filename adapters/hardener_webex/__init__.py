"""Webex: meetings, series and webinars of a whole organization, of some hosts, or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, Consent, Credential, Vault, Window
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.setting import Setting
from hardener_webex import operations as op
from hardener_webex import writing
from hardener_webex.above import Above
from hardener_webex.client import Api, consent, credentials, options_of
from hardener_webex.programs import Programs
from hardener_webex.reading import Reader
from hardener_webex.settings import SETTINGS, settings_of

__all__ = ["Webex"]


@dataclass
class Webex:
    """One Webex organization, or one host of it."""

    writes_per_day: ClassVar[int | None] = None

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return the secrets that a connection with these `options` needs."""
        return credentials(options_of(options))

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return where a person agrees, for `auth = "user"` and `"admin"`."""
        return consent(options_of(options), vault)

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        api = Api(session, options_of(options), vault)
        api.keep(api.exchange(form))

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = options_of(options)
        api = Api(session, chosen, vault)
        programs = Programs(api, frozenset(chosen.suite_sites))
        above = Above(api, chosen.hosts)
        reader = Reader(api, above, programs, chosen.sites, chosen.personal_rooms)
        return cls(api, reader, settings_of(chosen.library_card))

    def account(self) -> str:
        """Return the organization's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.reader.above.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's scopes allow. Raises `AdapterError` where the log-in itself fails."""
        scopes, admin, named = self.api.scopes, self.api.admin, bool(self.reader.above.named)
        who = [] if named or admin else [("tell who is logged in", op.ME, ())]
        for what, operation, paths in (*who, *op.READS):
            if operation is not op.PEOPLE or (admin and not named):
                yield _access(what, operation, paths, scopes, admin=admin, kind="read")
        for what, operation, paths in op.WRITES:
            yield _access(what, operation, paths, scopes, admin=admin, kind="write")

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.again(target)

    def write(self, before: Target, after: Target) -> None:
        """Ask Webex for what differs; success is judged by reading again. Raises `AdapterError`."""
        key = before.id.rsplit("/", 1)[-1]
        host = self.reader.above.host(key) if before.kind != "account" else None
        dropped, kept_back = writing.write(self.api, host, before, after)
        self.reader.programs.dropped[before.id] = dropped
        if kept_back:
            raise AdapterError(kept_back)


def _access(  # noqa: PLR0913 - a record
    what: str, operation: op.Operation, paths: tuple[str, ...], scopes: frozenset[str], *, admin: bool, kind: str
) -> Access:
    return Access(
        what=what,
        kind="write" if kind == "write" else "read",
        allowed=operation.allowed(scopes, admin=admin),
        scope=operation.scope(admin=admin) or "an administrator's log-in",
        paths=paths,
        note="" if operation.sure else op.UNDOCUMENTED,
    )
