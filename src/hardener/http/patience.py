"""How long to wait before another try, and when to give up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, wait_random_exponential

RETRIED = frozenset({429, 500, 502, 503, 504})
_jitter = wait_random_exponential(multiplier=0.5, max=30)


class Again(Exception):  # noqa: N818 - no error: a reason to try again
    """This try failed in a way that another may not; `after` is how many seconds the vendor asks for."""

    def __init__(self, reason: Exception, after: float | None = None) -> None:
        """Keep the error to raise if no try is left."""
        super().__init__(str(reason))
        self.reason = reason
        self.after = after


def pause(state: RetryCallState) -> float:
    """Return the seconds to wait: what the vendor asked for, else full jitter."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, Again) and error.after is not None:
        return error.after
    return _jitter(state)


def asked_for(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that `Retry-After` asks for: a number, an HTTP date, or an ISO time; None without one."""
    given = headers.get("Retry-After", "").strip()
    if not given:
        return None
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            until = parse(given)
        except ValueError:
            continue
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, until.timestamp() - now)
    return None


def for_today(headers: Mapping[str, str], message: str) -> bool:
    """Tell whether a refusal is of a daily limit: then waiting is of no use."""
    return "daily" in headers.get("X-RateLimit-Type", "").casefold() or "daily rate limit" in message.casefold()
