"""The parts of hardener.toml for what runs while nobody looks: where it is kept, and when the watch looks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator

from hardener import mistakes
from hardener.language import marked
from hardener.model import Model

HERE = {"localhost", "127.0.0.1"}
"""This machine, where a simulator is."""


class WatchOptions(Model):
    """When `hardener watch` looks, and what it may do."""

    audit: str = "0 6 * * *"
    """A cron expression, in the library's time zone: when everything is looked at."""
    before: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    """How long before each start a program is looked at: `["24h", "1h"]`."""
    every: timedelta = timedelta(minutes=30)
    """How often the schedules are read again."""
    address: str = ""
    """Where platforms reach what `--listen` takes, `https://hooks.library.example.org`: the proxy's, from outside."""
    apply: Literal["none", "safe"] = "none"
    """`safe`: also make the changes that need no opt-in."""

    @field_validator("audit")
    @classmethod
    def _cron(cls, text: str) -> str:
        try:
            CronSim(text, datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError:
            raise ValueError(mistakes.NO_CRON.format(given=repr(text))) from None
        return text

    @field_validator("address")
    @classmethod
    def _public(cls, text: str) -> str:
        parts = urlsplit(text)
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
        here = parts.scheme == "http" and parts.hostname in HERE
        if text and not (plain and parts.hostname and (parts.scheme == "https" or here)):
            said = marked("give the https:// address by which the internet reaches your proxy, and nothing after it")
            raise ValueError(said)
        return text.rstrip("/")

    @field_validator("before", mode="before")
    @classmethod
    def _leads(cls, given: object) -> object:
        if not isinstance(given, list | tuple):
            raise ValueError(marked('give a list, as ["24h", "1h"]'))  # noqa: TRY004 - pydantic takes ValueError only
        leads = {length(each) for each in given}
        if not leads or min(leads) < timedelta(minutes=1) or max(leads) > timedelta(days=14):
            said = marked("give one or more times from 1m to 14d")
            raise ValueError(said)
        return tuple(sorted(leads, reverse=True))

    @field_validator("every", mode="before")
    @classmethod
    def _pace(cls, given: object) -> timedelta:
        every = length(given)
        if not timedelta(minutes=1) <= every <= timedelta(days=1):
            said = marked("give a time from 1m to 1d")
            raise ValueError(said)
        return every


def length(given: object) -> timedelta:
    """Return a length of time written as `30m`, `24h` or `3d`."""
    if isinstance(given, timedelta):
        return given
    found = re.fullmatch(r"(\d{1,5})\s*([mhd])", given.strip()) if isinstance(given, str) else None
    if found is None:
        raise ValueError(mistakes.NO_LENGTH.format(given=repr(given)))
    count, unit = int(found[1]), {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: count})


class StoreOptions(Model):
    """Where runs, findings and changes are kept, and for how long."""

    url: str = ""
    """Of a PostgreSQL database that several share, or of an SQLite file; empty: a file in the user's data directory."""
    keep_days: Annotated[int, Field(ge=30)] = 400
