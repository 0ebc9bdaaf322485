"""From what was read and judged to the row of a report. Pure."""

from __future__ import annotations

from hardener.account import Readable
from hardener.adapter import Source
from hardener.judgement import Judgement
from hardener.model import Target, Unreadable
from hardener.profile import Profile
from hardener.results import Row


def row_of(
    account: Readable, target: Target | Unreadable, judged: Judgement, profile: Profile, *, unnamed: bool
) -> Row:
    """Return the row of one target of a connection; `unnamed`: no rule of the configuration names it."""
    return Row(
        connection=account.name,
        vendor=account.vendor,
        platform=getattr(account.adapter, "platform", ""),
        target=target.id,
        title=target.title,
        program=target.program,
        profile=profile.name,
        door=judged.door or "",
        unread=target.reason if isinstance(target, Unreadable) else "",
        unnamed=unnamed,
        apart=not profile.apply or (target.program is not None and target.program.personal),
        found=judged.found,
    )


def unreadable(target: Target | Unreadable, reason: str) -> Unreadable:
    """Return a target as one that could not be read, and why."""
    return Unreadable(
        id=target.id, kind=target.kind, title=target.title, reason=reason, above=target.above, program=target.program
    )


def known_to(profile: Profile, adapter: Source) -> bool:
    """Tell whether a platform has anything of a baseline: another vendor's says nothing about it."""
    return any(row.control in profile.requires for row in adapter.settings)
