"""The keys of a connection to a platform without an API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, JsonValue, StringConstraints

from hardener import adapter
from hardener.adapter import Credential
from hardener.model import Model, ZoneNameOrNone

CALENDAR = "calendar_url"
SECRET = Credential(name=CALENDAR, prompt="Address of the calendar (https://…)")
"""Who has the address of a calendar that is not public can read it."""
WEB = ("https://", "http://", "webcal://")


def _listed(given: str) -> str:
    if not given.casefold().endswith((".toml", ".csv", ".ics")) and not given.casefold().startswith(WEB):
        raise ValueError("give a file that ends in .toml, .csv or .ics, or the https:// address of a calendar")
    return given


def _name(given: str) -> str:
    if not given.isprintable() or " " in given:
        raise ValueError("expected one word, as the account's name in the platform's addresses")
    return given


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_name)]


class Options(Model):
    """What a connection says."""

    clouds: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    account: Name
    """Which of the platform's accounts or pages it is: nobody can be asked, and what is kept belongs to it."""
    folder: str = ""
    """Where its files are; empty: where hardener.toml is."""
    programs: Annotated[str, AfterValidator(_listed)] | None = None
    """A file in it, or the address of a calendar. None: that address is a secret."""
    timezone: ZoneNameOrNone = ""
    """Of times that name none; empty: nobody can tell when these are."""

    @classmethod
    def of(cls, given: Mapping[str, JsonValue], platform: str) -> Self:
        """Return the options. Raises `AdapterError` that names the key."""
        return adapter.options(cls, given, platform)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return () if self.programs is not None else (SECRET,)


class OwnOptions(Options):
    """What a connection to a platform says that a library describes itself."""

    platform: str
    """The file that describes it."""
