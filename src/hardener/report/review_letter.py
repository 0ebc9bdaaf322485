"""A letter to a vendor with what a review still has to know; nothing of who asked, or of what was noted. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from hardener.language import known, tr
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.review.judging import Judged, Standing, Verdict

WIDTH = 76
"""Characters of a line, as mail has them."""
ASKED = (Standing.OPEN, Standing.UNKNOWN, Standing.UNPROVEN, Standing.OLD)


def asked(verdict: Verdict) -> list[Judged]:
    """Return the questions that only the vendor, or what it has written, can answer, and that nothing answers yet."""
    return [one for one in verdict.standing(*ASKED) if not one.question.measured]


def render(verdict: Verdict, name: str, library: str, day: date) -> Iterator[str]:
    """Yield the letter, line by line."""
    yield from filter(None, (terminal(library), date_of(day)))
    yield ""
    yield from _folded(tr("To whoever answers for privacy at {platform}", platform=terminal(name)))
    yield ""
    yield from _folded(
        tr(
            "Before we send families to {platform}, we ask what is done with what it learns of them. What follows "
            "we could not find, or not with a place where it is written. Please answer each question in a sentence, "
            "and name the page, the contract or the setting on which the answer rests. In the questions “the vendor” "
            "is whoever offers {platform}; “you” and “your” are our library.",
            platform=terminal(name),
        )
    )
    for number, one in enumerate(asked(verdict), 1):
        yield ""
        lead = f"{number}. "
        yield from _folded(f"{lead}{known(one.question.asks)}", " " * len(lead))
    yield ""
    yield from _folded(tr("Where you do not know, or may not say, please write that: it is an answer as well."))
    yield ""
    yield tr("Thank you.")


def _folded(text: str, after: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=after, break_on_hyphens=False)
