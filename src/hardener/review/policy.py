"""Where a platform's privacy policy is read, by its review: all that a notice for families takes from there. Pure."""

from __future__ import annotations

import re

from hardener import redact
from hardener.review.judging import Standing, State, Verdict

QUESTION = "policy_clear"
_ADDRESS = re.compile(r"(?:https?://)?(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,24}(?:/[^\s<>\"']{0,200})?")


def policy_page(verdict: Verdict) -> str:
    """Return the address on which the answer rests that there is a clear policy; empty where it is red or old.

    Also where the review is over or the platform was rejected, and where the evidence is no address or has a secret.
    """
    (found,) = (one for one in verdict.each if one.question.id == QUESTION)
    if found.answer is None or found.red or found.standing is not Standing.ANSWERED:
        return ""
    if verdict.state in {State.OVER, State.REJECTED}:
        return ""
    sources = (one.source for one in found.answer.evidence if one.source is not None)
    return next((text for text in sources if _ADDRESS.fullmatch(text) and redact.text(text) == text), "")
