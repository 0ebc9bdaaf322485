"""One thing that is wrong in some programs, or cannot be told, with all that can be done about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardener.model import Finding, Status
from hardener.reason import Reason
from hardener.report import words
from hardener.report.safe import plain


@dataclass(slots=True)
class Issue:
    """One thing that is wrong, or cannot be told, wherever it is."""

    sample: Finding
    """The first of them."""
    programs: int = 0
    hands: dict[str, int] = field(default_factory=dict)
    """How a person changes it, and for how many programs that is so."""
    remedies: dict[str, int] = field(default_factory=dict)
    """What hardener can do, or why it cannot be told."""
    looking: set[str] = field(default_factory=set)
    """Those of the remedies that only say that nothing is changed for this profile."""
    sources: dict[str, int] = field(default_factory=dict)

    def add(self, found: Finding, *, unnamed: bool) -> None:
        """Count one finding; `unnamed`: in a program that no rule names."""
        self.programs += 1
        failed = found.status is Status.FAIL
        said = words.remedy(found, unnamed=unnamed) if failed else words.unread(found.note, found.reason)
        if found.reason is not None and found.reason.kind is Reason.AUDIT_ONLY:
            self.looking.add(said)
        hand, source = plain(words.hand(found)), words.source(found)
        for tally, entry in ((self.hands, hand), (self.remedies, said), (self.sources, source)):
            if entry:
                tally[entry] = tally.get(entry, 0) + 1
