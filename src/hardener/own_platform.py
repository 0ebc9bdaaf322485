"""A platform that a library describes itself, as data: its table is in no adapter. Pure.

A file of the library's has it, and a snapshot, which is judged where that file is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from hardener import by_hand, redact
from hardener.by_hand import Fixed, Sheet, Text, table
from hardener.model import Model
from hardener.setting import Setting


def _bare(said: str) -> str:
    return " ".join(redact.text(said).split())


Said = Annotated[Text, AfterValidator(_bare)]
"""A text for people; a secret in it, as a passcode in a link, is taken out, wherever the text comes from."""


class Look(Model):
    """Where a person looks at one control, in the platform's own words."""

    control: Text
    where: Said
    note: Said | None = None


class Given(Model):
    """What the platform fixes, whatever anybody sets."""

    control: Text
    value: Text
    note: Said
    """Why, for reports."""


class OwnPlatform(Model):
    """All of it; `mistake` tells whether it is one."""

    name: Annotated[Said, Field(max_length=40)]
    kind: Literal["broadcast", "webinar", "meeting"] = "broadcast"
    """What its programs are."""
    look: Annotated[tuple[Look, ...], Field(min_length=1)]
    fixed: tuple[Given, ...] = ()
    elsewhere: tuple[Text, ...] = ()
    """Controls that it does not have."""

    @property
    def mistake(self) -> str:
        """Return what in it is no control or no level of one, and where; empty if nothing is."""
        return by_hand.mistake(self._sheet)

    @property
    def settings(self) -> Sequence[Setting]:
        """Return its table, as an adapter has one."""
        return table(self._sheet, (), {"program": (self.kind,)})

    @property
    def _sheet(self) -> Sheet:
        return Sheet(
            look=tuple(by_hand.Look(kinds=("program",), **dict(each)) for each in self.look),
            fixed=tuple(Fixed(kinds=("program",), **dict(each)) for each in self.fixed),
            elsewhere=self.elsewhere,
        )
