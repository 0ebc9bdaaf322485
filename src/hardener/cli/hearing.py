"""What doctor says of events: whether they arrive, by which subscriptions, and what a platform never tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hardener.adapter import Adapter
from hardener.app.listening import SECRET, Hearing, hearing, makes, telling, where
from hardener.cli.context import Context
from hardener.language import ntr, tr
from hardener.report import words
from hardener.watch.subscriptions import Kept

LATE = timedelta(hours=1)
"""After this what is due would have been done by a watch that runs."""
RECENT = timedelta(days=7)


def heard(context: Context, name: str, account: str, *, details: bool) -> Iterator[str]:
    """Yield what there is to say of a connection's events, a sentence each; nothing where its platform has none."""
    kind = dict(telling(context)).get(name)
    if kind is None:
        return
    if not context.secrets.where(name, SECRET.name):
        if details:
            yield tr(
                "webhooks: none are taken; to hear of changes soon: hardener connect {name} --events",
                name=name,
            )
        return
    found = hearing(context, name, account)
    if makes(context, name, kind):
        yield from _made(context, found, details=details)
    else:
        yield _entered(context, name, kind, found)
    yield tr("no event tells of: {what}; that shows at the next look", what=words.retold(getattr(kind, "untold", "")))


def _entered(context: Context, name: str, kind: type[Adapter], found: Hearing) -> str:
    """Say whether the webhooks arrive that a person has to enter."""
    if found.last is not None:
        return tr("webhooks: the last that was proven came {time}", time=_time(found.last))
    return tr(
        "webhooks: none came yet; on the platform, enter {address} and subscribe to: {what}",
        address=where(context, name),
        what=", ".join(getattr(kind, "subscribe", ())),
    )


def _made(context: Context, found: Hearing, *, details: bool) -> Iterator[str]:
    """Say which subscriptions there are, that a watch makes."""
    if not context.config.watch.address:
        yield tr(
            "webhooks: no subscription can be made before hardener.toml says by which address the internet reaches the "
            'watch: [watch] address = "https://..."'
        )
    there = [one for one in found.subscriptions if one.ident and one.place and one.until > context.now()]
    last = tr("the last word came {time}", time=_time(found.last)) if found.last else tr("none has spoken yet")
    if there:
        yield ntr(
            "webhooks: {count} subscription, until {time}; {last}",
            "webhooks: {count} subscriptions, the first until {time}; {last}",
            len(there),
            time=_time(min(one.until for one in there)),
            last=last,
        )
    elif context.config.watch.address:
        yield tr("webhooks: there is no subscription; a watch makes them: hardener watch --listen PORT")
    yield from _amiss(context, found)
    if found.trouble:
        yield tr("MISSING: not every subscription could be kept up: {why}", why=words.retold(found.trouble))
    yield from _each(there) if details else ()


def _amiss(context: Context, found: Hearing) -> Iterator[str]:
    """Say what is otherwise than it should be, whether or not a watch runs that will mend it."""
    now = context.now()
    late = [one for one in found.subscriptions if one.ident and one.due is not None and one.due < now - LATE]
    if late:
        yield tr(
            "MISSING: subscriptions should have been renewed at {time}; does a watch run? hardener watch --listen PORT",
            time=_time(min(one.due for one in late if one.due is not None)),
        )
    if any(not one.ident or not one.place for one in found.subscriptions):
        yield tr(
            "a subscription may be left over at the platform, from a watch that was cut short; one that runs ends it"
        )
    if found.woken is not None and timedelta() <= now - found.woken < RECENT:
        yield tr(
            "the platform had switched the subscription off, after deliveries failed; the watch put it back {time}",
            time=_time(found.woken),
        )


def _each(there: Sequence[Kept]) -> Iterator[str]:
    for one in there:
        spoke = tr("last heard {time}", time=_time(one.heard)) if one.heard else tr("not heard yet")
        yield tr("subscription {place}: until {time}, {spoke}", place=one.place, time=_time(one.until), spoke=spoke)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
