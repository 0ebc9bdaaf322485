"""Microsoft Teams: online meetings, webinars and town halls of a tenant's organizers, or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Consent, Credential, Vault, Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.setting import Setting, without
from hardener_teams import login, writing
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.on_policies import NOT_FOR_GOVERNMENTS
from hardener_teams.operations import EVENTS, READS, WRITES, Operation
from hardener_teams.options import consent, credentials, options_of
from hardener_teams.policies import Policies, parse
from hardener_teams.reading import Reader
from hardener_teams.settings import SETTINGS, settings_of

__all__ = ["Teams"]
ACCESS_POLICY = "application access policy (PowerShell: New-CsApplicationAccessPolicy, Grant-CsApplicationAccessPolicy)"


@dataclass
class Teams:
    """The organizers of one tenant."""

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
        """Return where a person agrees, for `auth = "user"`."""
        return consent(options_of(options), vault)

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        login.exchange(session, options_of(options), vault, form)

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the tenant that `options` name. Raises `AdapterError` on bad options."""
        chosen = options_of(options)
        api = Api(session, chosen, vault)
        reader = Reader(api, chosen, Above(_policies(chosen.policies)))
        table = settings_of(chosen.library_card)
        return cls(api, reader, table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

    def account(self) -> str:
        """Return the tenant's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.api.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's permissions allow. Raises `AdapterError` where the log-in itself fails."""
        granted = self.api.granted
        for what, operation, paths in READS:
            if self.reader.options.webinars or not operation.path.startswith(EVENTS):
                yield self._access(what, operation, paths, granted, write=False)
        for what, operation, paths in WRITES:
            if self.reader.options.webinars or not operation.path.startswith(EVENTS):
                yield self._access(what, operation, paths, granted, write=True)
        if self.api.alone:
            seen, note = self.reader.let_in()
            what = "see an organizer's meetings"
            yield Access(what=what, kind="read", allowed=seen, scope=ACCESS_POLICY, paths=("meeting",), note=note)

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.again(target)

    def live(self, target: Target) -> Iterator[str]:  # noqa: ARG002 - the shape of Adapter.live
        """Yield nothing: Graph tells of no meeting, webinar or town hall whether it is on, so the clock alone does."""
        return iter(())

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Graph for what differs; success is judged by reading again. Raises `AdapterError`."""
        before, after = target, replace(target, document=changes.document)
        if before.kind == "meeting":
            writing.write_meeting(self.api, before, after, self.reader.address(before))
        elif before.kind == "webinar":
            event = self.reader.address(before)
            writing.write_questions(self.api, before, after, event, self.reader.events.question_ids.get(event, {}))
        else:
            raise AdapterError(f"no API of Microsoft's changes a {before.kind}")

    def _access(
        self, what: str, operation: Operation, paths: tuple[str, ...], granted: frozenset[str] | None, *, write: bool
    ) -> Access:
        return Access(
            what=what,
            kind="write" if write else "read",
            allowed=operation.allowed(granted),
            scope=operation.permission(alone=self.api.alone),
            paths=paths,
        )


def _policies(path: Path | None) -> Policies:
    if path is None:
        return Policies()
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise AdapterError(f"policies: cannot read {path}: {error.strerror}") from None
    except AdapterError as error:
        raise AdapterError(f"policies: {path}: {error}") from None
