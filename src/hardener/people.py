"""The parts of hardener.toml that say who is told: the people, when they are written to, and the channels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator

from hardener import mistakes
from hardener.language import marked
from hardener.model import Model, Severity
from hardener.unattended import length

MAIL, PING = "mail", "ping"
"""Under these names the address of the mail server and of the dead man's switch are kept; no channel has them."""
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""In the order in which cron counts them."""
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")


def is_address(text: str) -> bool:
    """Tell whether `text` is one plain e-mail address."""
    return _ADDRESS.fullmatch(text) is not None


def _address(text: str) -> str:
    if not is_address(text):
        said = marked("this is no e-mail address; write it like anna@example.org")
        raise ValueError(said)
    return text


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_several)]


class Channel(Model):
    """Where news is sent; its address is a secret and not here."""

    least: Severity = Severity.LOW
    """Findings below it are not told there."""


class Notify(Model):
    """The channels by name, and whether somebody outside is told that hardener still looks."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Channel] = Field(init=False)

    ping: bool = False
    """Call an address, which is a secret, after each look at everything."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Return the channels by name."""
        return dict(self.__pydantic_extra__ or {})


class People(Model):
    """Who gets mail, and when."""

    manager: Addresses = ()
    """Gets the week's digest, and hears at once of what opens to strangers."""
    it: Addresses = ()
    """Hears at once of what opens to strangers."""
    hosts: Mapping[str, Address] = {}
    """By the part of a host's name before the @."""
    from_platform: bool = False
    """Write to hosts who are not named at the address that the platform knows."""
    before: timedelta | time = timedelta(hours=24)
    """When a host is written to: so long before a start, or at this hour of the day before."""
    ready: bool = False
    """Write to hosts also where there is nothing to do."""
    digest: str = "monday 8:00"
    """When the manager's digest is made, in the library's time zone."""

    @field_validator("before", mode="before")
    @classmethod
    def _when(cls, given: object) -> object:
        if isinstance(given, str) and ":" in given:
            return _hour(given)
        lead = length(given)
        if not timedelta(hours=1) <= lead <= timedelta(days=7):
            said = marked('give a time from 1h to 7d before the start, or an hour of the day before, as "16:00"')
            raise ValueError(said)
        return lead

    @field_validator("hosts", mode="before")
    @classmethod
    def _names(cls, given: object) -> object:
        if isinstance(given, Mapping) and any("@" in str(name) for name in given):
            said = marked('name a host by the part before the @: "youth.main" = "anna@example.org"')
            raise ValueError(said)
        return {str(k).casefold(): v for k, v in given.items()} if isinstance(given, Mapping) else given

    @field_validator("digest")
    @classmethod
    def _week(cls, text: str) -> str:
        day, _, hour = text.strip().casefold().partition(" ")
        if day not in DAYS:
            raise ValueError(mistakes.NO_DAY.format(given=repr(text)))
        _hour(hour)
        return f"{day} {hour.strip()}"

    @property
    def hosts_too(self) -> bool:
        """Tell whether hosts are written to."""
        return bool(self.hosts) or self.from_platform

    @property
    def anybody(self) -> bool:
        """Tell whether anybody gets mail."""
        return bool(self.manager or self.it) or self.hosts_too

    @property
    def weekly(self) -> str:
        """Return when the digest is made, as cron writes it."""
        day, _, hour = self.digest.partition(" ")
        at = _hour(hour)
        return f"{at.minute} {at.hour} * * {DAYS.index(day)}"

    def lead(self, start: datetime, zone: tzinfo) -> timedelta:
        """Return how long before `start` its host is written to."""
        if isinstance(self.before, timedelta):
            return self.before
        local = start.astimezone(zone)
        moment = datetime.combine(local.date() - timedelta(days=1), self.before, tzinfo=zone)
        return start.astimezone(UTC) - moment.astimezone(UTC)

    @property
    def most(self) -> timedelta:
        """Return the longest lead that there can be; nothing where no host is written to."""
        if not self.hosts_too:
            return timedelta()
        return self.before if isinstance(self.before, timedelta) else timedelta(days=2, hours=2)


def _hour(text: Any) -> time:  # noqa: ANN401 - as it stands in the file
    found = _HOUR.fullmatch(str(text).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(mistakes.NO_HOUR.format(given=repr(text)))
    return time(int(found[1]), int(found[2]))
