"""Microsoft Teams: online meetings, webinars and town halls of a tenant's organizers, or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting, without
from hardener.vendor import Door, Families, marked
from hardener.vendor.forms import owned
from hardener_teams import notifications, writing
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.events import OPTIONAL, Events
from hardener_teams.kept import Keeper
from hardener_teams.kept_words import COUNTS
from hardener_teams.meetings import Meetings
from hardener_teams.on_policies import NOT_FOR_GOVERNMENTS
from hardener_teams.options import Options
from hardener_teams.policies import Policies, parse
from hardener_teams.reading import Reader
from hardener_teams.settings import SETTINGS

__all__ = ["Teams"]
ACCESS_POLICY = "application access policy (PowerShell: New-CsApplicationAccessPolicy, Grant-CsApplicationAccessPolicy)"


@dataclass
class Teams(Families, Door):
    """The organizers of one tenant."""

    accounts: ClassVar[str] = "Microsoft"
    counts: ClassVar[str] = COUNTS
    optional: ClassVar[Mapping[str, str]] = OPTIONAL
    hear = staticmethod(notifications.hear)
    permits = staticmethod(notifications.permits)
    ends: ClassVar[tuple[str, ...]] = ("meeting",)
    untold: ClassVar[str] = notifications.UNTOLD
    options_type = Options
    api_type = Api

    api: Api
    reader: Reader
    keeper: Keeper
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the tenant that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        above = Above(_policies(chosen.policies))
        reader = Reader(api, above, Meetings(api, above), Events(api, above))
        table = owned(SETTINGS, cards=chosen.library_card)
        return cls(api, reader, Keeper(reader), table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

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

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return dict(self.reader.addresses)

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

    def subscriber(self) -> notifications.Subscriptions:
        """Return what makes, renews and ends the subscriptions to its organizers' calendars."""
        return notifications.Subscriptions(self.api)


def _policies(path: Path | None) -> Policies:
    if path is None:
        return Policies()
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise AdapterError(f"policies: cannot read {path}: {error.strerror}") from None
    except AdapterError as error:
        raise AdapterError(f"policies: {path}: {error}") from None
