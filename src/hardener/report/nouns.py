"""Counts with what they are of. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hardener.language import marked_n, ntr, tr

NOUNS = {
    one.removeprefix("{count} "): (one, some)
    for one, some in (
        marked_n("{count} program", "{count} programs"),
        marked_n("{count} online program", "{count} online programs"),
        marked_n("{count} more program", "{count} more programs"),
        marked_n("{count} place", "{count} places"),
        marked_n("{count} more place", "{count} more places"),
        marked_n("{count} change", "{count} changes"),
        marked_n("{count} finding", "{count} findings"),
        marked_n("{count} new finding", "{count} new findings"),
        marked_n("{count} question", "{count} questions"),
        marked_n("{count} thing", "{count} things"),
        marked_n("{count} new thing", "{count} new things"),
        marked_n("{count} default", "{count} defaults"),
        marked_n("{count} message", "{count} messages"),
        marked_n("{count} more message", "{count} more messages"),
        marked_n("{count} notice", "{count} notices"),
        marked_n("{count} setting", "{count} settings"),
        marked_n("{count} step", "{count} steps"),
        marked_n("{count} hour", "{count} hours"),
        marked_n("{count} minute", "{count} minutes"),
        marked_n("{count} target", "{count} targets"),
        marked_n("{count} later look", "{count} later looks"),
        marked_n("{count} connection", "{count} connections"),
        marked_n("{count} rule", "{count} rules"),
        marked_n("{count} permission", "{count} permissions"),
        marked_n("{count} event", "{count} events"),
        marked_n("{count} date", "{count} dates"),
    )
}
"""By what stands beside 1."""


def many(count: int, noun: str) -> str:
    """Return a count with its noun, one of `NOUNS`: `1 program`, `2 programs`."""
    return ntr(*NOUNS[noun], count)


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them, each once: `this, that and those`."""
    *first, last = dict.fromkeys(names)
    return tr("{names} and {last}", names=", ".join(first), last=last) if first else last
