"""The tables of the store. What many programs have in common is kept once, and a row says only what changed."""

from hardener.store.tables.base import PREFIX, metadata
from hardener.store.tables.found import finding, finding_set, look, member, span, state, subject, target, value
from hardener.store.tables.runs import belongs, reach, run, seen, step
from hardener.store.tables.work import delivery, hint, lease, letter, message, note, occasion, subscription

__all__ = [
    "PREFIX",
    "belongs",
    "delivery",
    "finding",
    "finding_set",
    "hint",
    "lease",
    "letter",
    "look",
    "member",
    "message",
    "metadata",
    "note",
    "occasion",
    "reach",
    "run",
    "seen",
    "span",
    "state",
    "step",
    "subject",
    "subscription",
    "target",
    "value",
]
