"""The sentences that notices of reviews are made of. Pure."""

from __future__ import annotations

from hardener.language import marked

APPROVED = marked("{file}: approved by {by} until {until}")
CONDITIONS = marked("{file}: approved with conditions by {by} until {until}")
REJECTED = marked("{file}: rejected by {by} until {until}")
USED = marked("{word}, and programs are held there all the same")
CONDITION = marked("{file}: the condition {text} is due on {until}")
UNMET = marked("{word}, and is not met")
UNREADABLE = marked("{why}; until this is mended it counts as no review")
NOT_LOOKED = marked("{why}; no review was looked at")
TOLD = (APPROVED, CONDITIONS, REJECTED, USED, CONDITION, UNMET, UNREADABLE, NOT_LOOKED)
