"""How long to wait before another try, and when to give up."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from hardener.errors import RefusedError

if TYPE_CHECKING:
    from tenacity import RetryCallState

Result = TypeVar("Result")

TRIES = 6
"""Where the vendor does not say how long to wait; as long as it does, only the deadline counts."""
SHORTEST = 0.25
"""Seconds that are waited at least where a vendor asks for some: it could ask for next to none, for ever."""
RETRIED = frozenset({500, 502, 503, 504})
"""What a server answers that may be over in a moment."""
log = logging.getLogger("hardener.http")


class Again(Exception):  # noqa: N818 - no error: a reason to try again
    """A try failed in a way that another may not; `after` is how many seconds the vendor asks for."""

    def __init__(self, reason: Exception, after: float | None = None) -> None:
        """Keep the error to raise if no try is left."""
        super().__init__(str(reason))
        self.reason = reason
        self.after = after

    @property
    def told(self) -> bool:
        """Tell whether the vendor said how long to wait."""
        return bool(self.after)


def patiently(once: Callable[[], Result], ends: float, sleep: Callable[[float], None], *, tries: int = TRIES) -> Result:
    """Return what `once` returns; on `Again` try once more, but do not begin after `ends` (monotonic seconds)."""
    began = time.monotonic()
    try:
        return once()
    except Again as error:
        first = [error]
    return _patiently(first, once, began, ends, sleep, tries)


def _patiently(  # noqa: PLR0913 - a call that failed, and how it goes on
    first: list[Again],
    once: Callable[[], Result],
    began: float,
    ends: float,
    sleep: Callable[[float], None],
    tries: int,
) -> Result:
    from tenacity import Retrying, retry_if_exception_type  # noqa: PLC0415 - most runs try nothing again

    untold = 0

    def following() -> Result:
        if first:
            raise first.pop()
        return once()

    def stop(state: RetryCallState) -> bool:
        nonlocal untold
        error = state.outcome.exception() if state.outcome is not None else None
        untold += not (isinstance(error, Again) and error.told)
        spent = max(state.idle_for, time.monotonic() - began)
        return untold >= tries or began + spent + state.upcoming_sleep > ends

    try:
        return Retrying(
            retry=retry_if_exception_type(Again),
            wait=_pause,
            stop=stop,
            sleep=sleep,
            before_sleep=_tell,
            reraise=True,
        )(following)
    except Again as last:
        raise last.reason from None


def _pause(state: RetryCallState) -> float:
    """Return the seconds to wait: what the vendor asked for and a little, else full jitter."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, Again) and error.after is not None:
        # Many threads were told the same moment; they must not all come back in it.
        return error.after + random.uniform(0, 0.25) if error.after else 0.0  # noqa: S311 - no secret
    from tenacity import wait_random_exponential  # noqa: PLC0415 - as above

    return float(wait_random_exponential(multiplier=0.5, max=30)(state))


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    reason = error.reason if isinstance(error, Again) else error
    # What the platform says of a refusal may name somebody: its status is enough.
    told = f"status {reason.status}" if isinstance(reason, RefusedError) and reason.status else reason
    log.debug("try %d failed, the next is in %.1f s: %s", state.attempt_number, state.upcoming_sleep, told)


def asked_for(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that `Retry-After` asks for: a number, an HTTP date or an ISO time; None without."""
    given = headers.get("Retry-After", "").strip()
    try:
        return _waited(float(given))
    except ValueError:
        pass
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            until = parse(given)
            until = until if until.tzinfo else until.replace(tzinfo=UTC)
            return _waited(until.timestamp() - now)
        except (ValueError, OverflowError):  # of an offset that no clock has, as well
            continue
    return None


def _waited(seconds: float) -> float | None:
    """Return a wait that is one; None where the vendor names a moment that is over."""
    return max(SHORTEST, seconds) if seconds > 0 and not math.isnan(seconds) else None


def for_today(headers: Mapping[str, str], message: str) -> bool:
    """Tell whether a refusal is of a daily limit: then waiting is of no use."""
    kind = headers.get("X-RateLimit-Type", "").casefold()
    return "daily" in kind or "daily rate limit" in message.casefold()


def limit_named(headers: Mapping[str, str]) -> str:
    """Return the limit that was met as the vendor's headers name it: `Light QPS 80`; empty without them."""
    parts = (headers.get(f"X-RateLimit-{part}", "") for part in ("Category", "Type", "Limit"))
    return " ".join(part for part in parts if part)
