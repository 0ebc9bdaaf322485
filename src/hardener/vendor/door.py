"""What is the same in every adapter: the verbs of its reader, what to ask for, and how a person agrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Consent, Credential, Vault, Window
from hardener.http import Session
from hardener.model import Target
from hardener.vendor.api import Api
from hardener.vendor.call import Call
from hardener.vendor.options import Options
from hardener.vendor.walk import Read

if TYPE_CHECKING:
    from hardener.incident import Incident


class Reader(Protocol):
    """What reads through one connection."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        ...

    def refresh(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        ...


class Verbs:
    """The part of an adapter that its reader and its files have."""

    writes_per_day: ClassVar[int | None] = None

    reader: Reader

    @classmethod
    def incident(cls) -> Incident:
        """Return what a host presses in the first bad minute, from the file beside the adapter. Raises `FileError`."""
        from hardener.incident import incident  # noqa: PLC0415 - only after something has happened

        return incident(cls.__module__.partition(".")[0])

    def read_all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.refresh(target)


class NoLogin:
    """The part of an adapter that leads in where nobody logs in."""

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:  # noqa: ARG003 - the vendor's to use
        """Return nothing: whoever reaches it may read it."""
        return ()

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:  # noqa: ARG003 - nobody's
        """Return nothing: nobody has to agree."""
        return None

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Never called: nobody has to agree."""


class Door(Verbs):
    """The part of an adapter that leads in, where it logs in by OAuth."""

    options_type: ClassVar[type[Options]]
    api_type: ClassVar[type[Api[Any]]]
    calls: ClassVar[Sequence[Call]]
    """What `doctor` tells of: first what an audit needs, then what fixes need."""
    unsure: ClassVar[str] = ""
    """What is said of a call for which the vendor documents no scope."""
    no_refresh: ClassVar[str] = "connect again"
    """What a person does where a consent brought no refresh token."""

    api: Api[Any]

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return the secrets that a connection with these `options` needs."""
        return cls.options_type.of(options).credentials

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return where a person agrees, and to which scopes; None where nobody has to."""
        chosen = cls.options_type.of(options)
        if chosen.consent is None:
            return None
        return Consent(
            authorize_url=chosen.authorize_url, client_id=vault.get("client_id"), redirect_uri=chosen.redirect_uri,
            scopes=chosen.consent, extra=chosen.consent_extra,
        )  # fmt: skip

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        chosen = cls.options_type.of(options)
        token = cls.api_type.log_in(session, chosen, vault).exchange(form)
        if not token.refresh:
            raise AdapterError(f"{chosen.vendor} gave no refresh token; {cls.no_refresh}")

    def access(self) -> Iterator[Access]:
        """Yield what the log-in allows. Raises `AdapterError` where it fails."""
        return self.api.access(self.calls, self.unsure)
