"""Google Meet: the meetings of a library's calendars, and the organization's policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import Door, Families, marked, short_name
from hardener_meet import calls, channels, writing
from hardener_meet.client import Api, seats
from hardener_meet.documents import NOT_OWNER
from hardener_meet.kept import Keeper
from hardener_meet.kept_words import COUNTS, GUESTS
from hardener_meet.options import Options
from hardener_meet.reading import Reader
from hardener_meet.settings import SETTINGS

__all__ = ["Meet"]


@dataclass
class Meet(Families, Door):
    """The calendars of one connection."""

    accounts: ClassVar[str] = "Google"
    leaves: ClassVar[str] = GUESTS
    counts: ClassVar[str] = COUNTS
    optional: ClassVar[Mapping[str, str]] = {"members": "co-hosts"}
    hear = staticmethod(channels.hear)
    permits = staticmethod(channels.permits)
    tells: ClassVar[tuple[str, ...]] = ("event.",)
    ends: ClassVar[tuple[str, ...]] = ("meeting",)
    untold: ClassVar[str] = channels.UNTOLD
    options_type = Options
    api_type = Api
    no_refresh = "take the app out of the account's permissions, and connect again"

    reader: Reader
    keeper: Keeper
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the calendars that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        reader = Reader(session, chosen, seats(session, chosen, vault))
        return cls(reader, Keeper(reader))

    def account(self) -> str:
        """Return the domain that a service account acts in, or the person who logged in. Raises `HardenerError`."""
        return self.reader.of(self.reader.options.calendars[0]).account()

    def access(self) -> Iterator[Access]:
        """Yield what each person's log-in allows. Raises `AdapterError` where the only log-in fails."""
        people = self.reader.options.people
        for who in people:
            name = f" as {short_name(who)}" if who else ""
            try:
                found = list(self.reader.seats[who].access(calls.CALLS))
            except AdapterError as error:
                if len(people) == 1:
                    raise
                yield _refused(f"act{name}", error)
            else:
                yield from (replace(each, what=each.what + name) for each in found)
        yield self._policies()

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return self.reader.addresses()

    def live(self, target: Target) -> Iterator[str]:
        """Yield the title of a program whose space is in use, whoever of those that share it is there.

        `target` was just read, and its space with it. Raises `AdapterError` where the space could not
        be read. Somebody else's space is not shown, but then no setting of it can be written either.
        """
        reason = target.unread.get("space", "")
        if reason and reason != NOT_OWNER:
            raise AdapterError(reason)
        if target.program is not None and target.program.live:
            yield target.title

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Google for `changes`; success is judged by reading again. Raises `AdapterError`."""
        if target.kind == "account":
            raise AdapterError("the organization's policies are only read; change them in the Google Admin console")
        calendar, ident = self.reader.address(target)
        writing.write(self.reader.of(calendar), calendar, ident, target, changes)

    def subscriber(self) -> channels.Channels:
        """Return what makes and stops the channels of its calendars."""
        return channels.Channels(self.reader)

    def _policies(self) -> Access:
        api, call = self.reader.seats[self.reader.options.overseer], calls.POLICIES
        if not self.reader.options.policies:
            return Access(
                what=call.what, kind=call.kind, allowed=None, scope=api.needed(call), paths=call.paths,
                note=marked("policies = false: they are not asked for"),
            )  # fmt: skip
        try:
            return next(api.access([call]))
        except AdapterError as error:
            return _refused(marked("read policies as the admin"), error)


def _refused(what: str, error: AdapterError) -> Access:
    """Return that somebody's log-in failed; no scope is to blame, so its place has the reason."""
    return Access(what=what, kind="read", allowed=False, scope=str(error), note=str(error))
