"""Microsoft Teams: online meetings, webinars and town halls of a tenant's organizers, or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault, Window
from hardener.attendance import Attended
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.setting import Setting, without
from hardener.traces import Trace
from hardener.vendor import Door, Read, marked
from hardener_teams import writing
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.events import Events
from hardener_teams.kept import Keeper
from hardener_teams.kept_words import CANCELS, COUNTS
from hardener_teams.meetings import Meetings
from hardener_teams.on_policies import NOT_FOR_GOVERNMENTS
from hardener_teams.options import Options
from hardener_teams.policies import Policies, parse
from hardener_teams.reading import Reader
from hardener_teams.settings import SETTINGS, settings_of

__all__ = ["Teams"]
ACCESS_POLICY = "application access policy (PowerShell: New-CsApplicationAccessPolicy, Grant-CsApplicationAccessPolicy)"


@dataclass
class Teams(Door):
    """The organizers of one tenant."""

    accounts: ClassVar[str] = "Microsoft"
    writes_per_day: ClassVar[int | None] = None
    counts: ClassVar[str] = COUNTS
    options_type = Options
    api_type = Api

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the tenant that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        above = Above(_policies(chosen.policies))
        reader = Reader(api, above, Meetings(api, above), Events(api, above))
        table = settings_of(chosen.library_card)
        return cls(api, reader, table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

    def account(self) -> str:
        """Return the tenant's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.api.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's permissions allow. Raises `AdapterError` where the log-in itself fails."""
        yield from self.api.access(self.api.options.calls)
        if self.api.alone:
            seen, note = self.reader.let_in()
            what = marked("see an organizer's meetings")
            yield Access(what=what, kind="read", allowed=seen, scope=ACCESS_POLICY, paths=("meeting",), note=note)

    def read_all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return dict(self.reader.addresses)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.refresh(target)

    def live(self, target: Target) -> Iterator[str]:  # noqa: ARG002 - the shape of Adapter.live
        """Yield nothing: Graph tells of no meeting, webinar or town hall whether it is on, so the clock alone does."""
        return iter(())

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Graph for `changes`; success is judged by reading again. Raises `AdapterError`."""
        if target.kind == "meeting":
            writing.write_meeting(self.api, target, changes, self.reader.address(target))
        elif target.kind == "webinar":
            event = self.reader.address(target)
            writing.write_questions(self.api, target, changes, event, self.reader.events.question_ids.get(event, {}))
        else:
            raise AdapterError(f"no API of Microsoft's changes a {target.kind}")

    def kept(self, since: datetime) -> Iterator[Trace | Unreadable]:
        """Yield what Teams has left of families of each program with a date between `since` and now."""
        return Keeper(self.reader).all(since)

    def kept_of(self, target: str) -> Trace:
        """Raise `AdapterError`: Teams deletes no sign-up."""
        raise AdapterError(f"{CANCELS}: {target.partition('/')[0]}")

    def delete(self, trace: Trace, person: str) -> None:  # noqa: ARG002 - the shape of Keeping.delete
        """Raise `AdapterError`: Teams deletes no sign-up."""
        raise AdapterError(CANCELS)

    def attended(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that a program was on, with how many came."""
        return Keeper(self.reader).attended(since, until)


def _policies(path: Path | None) -> Policies:
    if path is None:
        return Policies()
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise AdapterError(f"policies: cannot read {path}: {error.strerror}") from None
    except AdapterError as error:
        raise AdapterError(f"policies: {path}: {error}") from None
