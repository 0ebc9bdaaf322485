"""What can go wrong on the way to a vendor. Each message is one line that a person can act on."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from hardener import redact

log = logging.getLogger("hardener.errors")


class HardenerError(Exception):
    """Something a person can put right; the message says what, where and how."""


def mistake(error: Exception) -> str:
    """Say in one line that hardener itself is at fault, and where; never what it was given, which may be secret.

    The log has the trace.
    """
    log.debug("%s", redact.text("".join(traceback.format_exception(error))))
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a mistake in hardener itself ({type(error).__name__}{where}); please report it, with what -vv says"


def one_line(error: Exception) -> str:
    """Return what another library's error says, redacted; its kind where it says nothing."""
    return redact.line(str(error), 200) or type(error).__name__


class AskedError(HardenerError):
    """What was asked for cannot be done: a word of the command, or the configuration, does not fit."""


class AdapterError(HardenerError):
    """The vendor refused, could not be reached, or answered in a way we do not know."""


class RefusedError(AdapterError):
    """The vendor answered with an error of its own."""

    def __init__(self, message: str, *, status: int, code: int | str | None = None) -> None:
        """Keep the HTTP `status` and the vendor's `code` beside the redacted `message`."""
        super().__init__(message)
        self.status = status
        self.code = code


class ScopeError(RefusedError):
    """The token's scopes do not allow the call; the message names what is missing."""


class ThrottledError(RefusedError):
    """The vendor's rate limit outlasted every retry we allow."""


class SpentError(ThrottledError):
    """The vendor takes no more of these changes today; they are still to be made."""


class UnreachableError(AdapterError):
    """No answer: no network, a failed TLS handshake, a time-out, a redirect to another host."""


class LateError(AdapterError):
    """The time that all calls together may take is over; this one was not sent."""


class MalformedError(AdapterError):
    """An answer that is not what the vendor's API promises."""


class ClockError(AdapterError):
    """The clock of this machine is so far off that nobody can tell what is on. Nothing was written."""


class WriteForbiddenError(HardenerError):
    """A reading command tried to send a write. It was not sent."""


class SecretError(HardenerError):
    """A secret cannot be had or kept; the message says what to do. It never holds the secret itself."""
