"""Everything that an evidence file says. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from hardener.history.period import Period
from hardener.profile import Profile
from hardener.waiver import Attestation, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A file of the folder with platform reviews, as it is taken in."""

    name: str
    """Of the member of the archive."""
    text: str
    """Without links, addresses and passcodes; empty where it could not be taken in."""
    original: str
    """SHA-256 of the file as it lies there; empty where something was taken out of it."""
    left_out: str
    """Why it is not taken in; empty where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is packed."""

    version: str
    """Of hardener."""
    library: str
    zone: tzinfo
    first: date
    last: date
    period: Period
    profiles: Sequence[tuple[str, Profile | None]]
    """By the name that looks were judged by; None: there is no such profile any more."""
    waivers: Sequence[Waiver]
    attestations: Sequence[Attestation]
    reviews: Sequence[Review]
