"""Google Meet: the meetings of a library's calendars, and the organization's policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Consent, Credential, Vault, Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.setting import Setting
from hardener_meet import live, writing
from hardener_meet import options as opt
from hardener_meet import scopes as op
from hardener_meet.client import Api
from hardener_meet.documents import host_name
from hardener_meet.reading import Reader
from hardener_meet.settings import SETTINGS

__all__ = ["Meet"]

READS = ((op.LIST_EVENTS, ("event.", "link.")), (op.GET_SPACE, ("space.",)), (op.LIST_MEMBERS, ("members.",)))
WRITES = ((op.PATCH_SPACE, ("space.config",)), (op.PATCH_EVENT, ("event.",)))


@dataclass
class Meet:
    """The calendars of one connection."""

    writes_per_day: ClassVar[int | None] = None

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return the secrets that a connection with these `options` needs."""
        return opt.credentials(opt.options_of(options))

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return where a person agrees, for `auth = "user"`."""
        return opt.consent(opt.options_of(options), vault)

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        Api(session, opt.options_of(options), vault).exchange(form)

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the calendars that `options` name. Raises `AdapterError` on bad options."""
        api = Api(session, opt.options_of(options), vault)
        return cls(api, Reader(api))

    def account(self) -> str:
        """Return the domain that a service account acts in, or the person who logged in. Raises `HardenerError`."""
        return self.api.account()

    def access(self) -> Iterator[Access]:
        """Yield what each person's log-in allows. Raises `AdapterError` where the only log-in fails."""
        calendars = self.api.options.calendars
        people = dict.fromkeys(self.api.options.acts_as(calendar) for calendar in calendars)
        for who in people:
            name = host_name("the person who logged in", who)
            try:
                granted = self.api.seat(who).scopes
            except AdapterError as error:
                if len(people) == 1:
                    raise
                yield _refused(f"act as {name}", error)
                continue
            for kind, operations in (("read", READS), ("write", WRITES)):
                for operation, paths in operations:
                    yield _access(operation, granted, paths, f" as {name}" if who else "", write=kind == "write")
        yield self._policies()

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.again(target)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the title of what is on in the space of `target`. Raises `AdapterError` where Google does not tell."""
        return live.live(target)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Google for what differs; success is judged by reading again. Raises `AdapterError`."""
        before, after = target, replace(target, document=changes.document)
        if before.kind == "account":
            raise AdapterError("the organization's policies are only read; change them in the Google Admin console")
        writing.write(self.api, *self.reader.address(before), before, after)

    def _policies(self) -> Access:
        if not self.api.options.policies:
            note = "policies = false: they are not asked for"
            return Access(
                what=op.LIST_POLICIES.what,
                kind="read",
                allowed=None,
                scope=op.LIST_POLICIES.scope,
                paths=("policies.",),
                note=note,
            )
        try:
            granted = self.api.admin().scopes
        except AdapterError as error:
            return _refused("read policies as the admin", error)
        return _access(op.LIST_POLICIES, granted, ("policies.",), "", write=False)


def _refused(what: str, error: AdapterError) -> Access:
    """Return that somebody's log-in failed; no scope is to blame, so its place has the reason."""
    return Access(what=what, kind="read", allowed=False, scope=str(error), note=str(error))


def _access(
    operation: op.Operation, granted: frozenset[str], paths: tuple[str, ...], who: str, *, write: bool
) -> Access:
    return Access(
        what=operation.what + who,
        kind="write" if write else "read",
        allowed=operation.allowed(granted) if granted else None,
        scope=operation.scope,
        paths=paths,
    )
