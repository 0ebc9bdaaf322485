"""Which value of a setting holds for whom: user, group, account, and the locks between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pydantic import JsonValue

from hardener_zoom.simulator.shapes import Flat, shape
from hardener_zoom.simulator.state import Group, User

if TYPE_CHECKING:
    from hardener_zoom.simulator.world import World

TABLES = (
    "settings_in_meeting",
    "settings_schedule",
    "settings_recording",
    "settings_team_chat",
    "settings_other",
)
AUTHENTICATION = ("meeting_authentication", "recording_authentication", "allow_authentication_exception")
SETTINGS = shape(*TABLES, "authentication#switches")
FACTORY = SETTINGS.factory()

CANONICAL = {
    # One switch of Zoom's web page that the API shows in two places, or under two spellings.
    "in_meeting.waiting_room": "meeting_security.waiting_room",
    "schedule_meeting.embed_password_in_join_link": "meeting_security.embed_password_in_join_link",
    "schedule_meeting.participants_video": "schedule_meeting.participant_video",
    "schedule_meeting.use_pmi_for_schedule_meetings": "schedule_meeting.use_pmi_for_scheduled_meetings",
    "schedule_meeting.meeting_authentication": "meeting_authentication",
    "recording.recording_authentication": "recording_authentication",
}
_UNDER = {
    # Zoom's web page greys these out with their parent; the API documentation does not say.
    "in_meeting.allow_participants_chat_with": "in_meeting.chat",
    "in_meeting.allow_users_save_chats": "in_meeting.chat",
    "in_meeting.who_can_share_screen": "in_meeting.screen_sharing",
    "in_meeting.who_can_share_screen_when_someone_is_sharing": "in_meeting.screen_sharing",
    "in_meeting.participants_share_simultaneously": "in_meeting.screen_sharing",
    "in_meeting.meeting_reactions_emojis": "in_meeting.meeting_reactions",
}
_UNDER_PREFIX = {
    "in_meeting.meeting_polling": "in_meeting.polling",
    "in_meeting.virtual_background_settings": "in_meeting.virtual_background",
    "in_meeting.closed_captioning": "in_meeting.closed_caption",
    "meeting_security.waiting_room_settings": "meeting_security.waiting_room",
    "meeting_security.waiting_room_options": "meeting_security.waiting_room",
}


def canonical(path: str) -> str:
    """Return the one name under which a value is kept."""
    return CANONICAL.get(path, path)


def governors(path: str, *, children: bool) -> Iterator[str]:
    """Yield the locks that hold a setting: its own, and with `children` those of what it lies under."""
    yield path
    if not children:
        return
    if path in _UNDER:
        yield _UNDER[path]
    parts = path.split(".")
    for depth in range(len(parts) - 1, 1, -1):
        parent = ".".join(parts[:depth])
        yield parent
        if parent in _UNDER_PREFIX:
            yield _UNDER_PREFIX[parent]


@cache
def _holding(path: str, *, children: bool) -> tuple[str, ...]:
    """Return the locks that hold a setting, as they are kept: asked of every setting in every answer."""
    return tuple(canonical(name) for name in governors(canonical(path), children=children))


class Levels:
    """The settings of everybody in one account."""

    def __init__(self, world: World) -> None:
        self._world = world

    def groups(self, user: User) -> list[Group]:
        """Return the groups of a user, the primary one first."""
        return [self._world.groups[ident] for ident in user.groups]

    def locked_above(self, path: str, groups: Sequence[Group]) -> bool:
        """Tell whether the account, or any of the groups, holds a setting fast."""
        return self._locks(path, self._world.account.locks) or self.holder(path, groups) is not None

    def holder(self, path: str, groups: Sequence[Group]) -> Group | None:
        """Return the first of the groups that holds a setting fast."""
        return next((group for group in groups if self._locks(path, group.locks)), None)

    def _locks(self, path: str, locks: Flat) -> bool:
        if not locks:
            return False
        names = _holding(path, children=self._world.behaviour.lock_freezes_children)
        return any(locks.get(name) is True for name in names)

    def for_account(self, path: str) -> JsonValue:
        """Return the account's value."""
        return self._first(path, self._world.account.settings)

    def for_group(self, path: str, group: Group) -> JsonValue:
        """Return the value that a group's settings hold."""
        account = self._world.account.settings
        if self.locked_above(path, ()):
            return self._first(path, account)
        return self._first(path, group.settings, account)

    def for_user(self, path: str, user: User, *, effective: bool = True) -> JsonValue:
        """Return the value that holds for a user; without `effective` the one that unlocked it would have.

        A lock of any group holds; otherwise a user begins with what the primary group has.
        """
        account, groups = self._world.account.settings, self.groups(user)
        if effective and self.locked_above(path, ()):
            return self._first(path, account)
        holder = self.holder(path, groups)
        if effective and holder is not None:
            return self._first(path, holder.settings, account)
        return self._first(path, user.settings, *(group.settings for group in groups[:1]), account)

    def _first(self, path: str, *levels: Mapping[str, JsonValue]) -> JsonValue:
        name = canonical(path)
        if not self._world.behaviour.inherit:
            levels = levels[:1]
        for level in levels:
            if name in level:
                return level[name]
        return FACTORY.get(name, FACTORY.get(path))
