"""Platforms without an API: a library lists its programs, and a person looks where the platform's own menu leads.

`Checklist` is all there is of them. A platform is data: `by_hand.yaml` in a package of its own, such as
`hardener_facebook`, or a file that a library writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, NoReturn, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Credential, Vault, Window
from hardener.http import Session
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener.own_platform import OwnPlatform
from hardener.setting import Setting
from hardener.vendor import NoLogin, unlisted
from hardener_checklist import source
from hardener_checklist.kept_words import LEAVES
from hardener_checklist.options import Options, OwnOptions
from hardener_checklist.platform import described
from hardener_checklist.programs import Listed, listed

__all__ = ["Checklist", "Own"]

AHEAD = timedelta(weeks=27)
"""How far ahead a program that is read by itself is looked for; an audit never looks further."""
PATIENCE = 30.0
"""Seconds that making sense of a list may take."""


class Checklist(NoLogin):
    """One account on a platform that has no API: nothing of it is read but the library's own list, nothing written."""

    settings: Sequence[Setting] = ()
    leaves: str = LEAVES
    writes_per_day: ClassVar[int | None] = None
    api: ClassVar[bool] = False
    options_type: ClassVar[type[Options]] = Options
    platform: str = "checklist"
    kind: str = "broadcast"
    """What its programs are."""

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Keep how the list is read."""
        self._session = session
        self._options = options
        self._vault = vault

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return nothing, or the address of the calendar where the file has none."""
        return cls.options_type.of(options, cls.platform).credentials

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return the account that `options` name. Raises `AdapterError` on bad options."""
        return cls(session, cls.options_type.of(options, cls.platform), vault)

    def account(self) -> str:
        """Return the name of the account as the library gives it: there is nobody else to ask."""
        return self._options.account

    def access(self) -> Iterator[Access]:
        """Yield what there is to read, once it was. Raises `AdapterError` where it cannot be."""
        now = self._now()
        self._listed(Window(now, now + AHEAD))
        yield Access(what=f"read the programs from {source.name_of(self._options)}", kind="read", allowed=True)

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield the programs of the list that are in the window, and those of which nobody can tell."""
        try:
            found = self._listed(window)
        except AdapterError as error:
            name = source.name_of(self._options)
            yield unlisted("programs", name, str(error).removeprefix(f"{name}: "))
            return
        for one in found:
            if window.wants(one.ident, one.title) and (made := self._target(one, window)) is not None:
                yield made

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError` where the list has it no more, or does not say when it is."""
        window = Window(self._now(), self._now() + AHEAD)
        for one in self._listed(window):
            if f"{self.kind}/{one.ident}" == target.id:
                made = self._target(one, window)
                if isinstance(made, Target):
                    return made
        raise AdapterError(f"{source.name_of(self._options)} has no such program, or does not say when it is")

    def live(self, target: Target) -> Iterator[str]:  # noqa: ARG002 - the protocol's
        """Yield nothing: the platform tells nobody."""
        return iter(())

    def write(self, target: Target, changes: Changes) -> NoReturn:  # noqa: ARG002 - the protocol's
        """Raise `AdapterError`: nothing is ever written to a platform without an API."""
        raise AdapterError(f"{self.platform} has no API; a person changes it by hand")

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._session.clock()).astimezone()

    def _listed(self, window: Window) -> Sequence[Listed]:
        name, clock = source.name_of(self._options), self._session.clock
        text = source.text_of(self._options, self._session, self._vault)
        ends = clock() + PATIENCE
        ahead = replace(window, end=min(window.end, window.start + AHEAD))
        try:
            return listed(name, text, ahead, self._options.timezone, lambda: clock() > ends)
        except AdapterError as error:
            raise AdapterError(f"{name}: {error}") from None

    def _target(self, one: Listed, window: Window) -> Target | Unreadable | None:
        """Return a program; None where all its dates are known, and none is in the window."""
        starts = window.coming(one.dates)
        if not starts and not one.unclear:
            return None
        ident = f"{self.kind}/{one.ident}"
        program = Program(
            id=one.ident, kind=self.kind, host_name=one.host, series=one.recurs, starts=starts,
            start=next(iter(starts), None), minutes=next((m for s, m in one.dates if s in starts[:1]), None),
        )  # fmt: skip
        if one.unclear:
            reason = f"{source.name_of(self._options)}: nobody can tell when it is: {one.unclear}"
            return Unreadable(id=ident, kind=self.kind, title=one.title, reason=reason, program=program)
        return Target(id=ident, kind=self.kind, title=one.title, document={}, program=program)


class Own(Checklist):
    """An account on a platform that the library describes itself."""

    own: OwnPlatform
    """What the library says of it: a snapshot keeps it, for no adapter has its table."""
    options_type: ClassVar[type[Options]] = OwnOptions

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return the account that `options` name. Raises `AdapterError`, for a bad description as well."""
        chosen = OwnOptions.of(options, cls.platform)
        made = cls(session, chosen, vault)
        found = described(source.file_of(chosen.platform, chosen, session), chosen.platform)
        made.own, made.platform, made.kind, made.settings = found, found.name, found.kind, found.settings
        return made

    def account(self) -> str:
        """Return the name of the account, and of its platform."""
        return f"{''.join(self.platform.split())}/{super().account()}"
