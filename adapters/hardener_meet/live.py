"""Whether a meeting is on now, by Google's own word: a space with an active conference."""

from __future__ import annotations

from collections.abc import Iterator

from hardener.adapter import AdapterError
from hardener.model import Target
from hardener_meet.documents import NOT_OWNER


def live(target: Target) -> Iterator[str]:
    """Yield the title of a program whose space is in use, whoever of those that share it is there.

    `target` was just read, and its space with it. Raises `AdapterError` where the space could not
    be read. Somebody else's space is not shown, but then no setting of it can be written either.
    """
    reason = target.unread.get("space", "")
    if reason and reason != NOT_OWNER:
        raise AdapterError(reason)
    if target.program is not None and target.program.live:
        yield target.title
