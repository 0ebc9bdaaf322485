"""What is said of published notices that no longer fit, or fit again, in sentences of every language."""

from __future__ import annotations

from hardener.language import marked

NAME = "notices.yaml"
"""The file beside the configuration in which they are."""
NO_FIT = marked("the notice of {day} for {titles} no longer fits: {what}: now {now}; when it was published, {was}")
NOT_KNOWN = marked("whether the notice of {day} for {titles} still fits can no longer be told: {what}")
GONE = marked(
    "notice of {day}: its program is no longer there in the next {weeks} weeks: {titles}; if it is over, delete its "
    "entry in notices.yaml"
)
MORE = marked("{titles} and {count} more")
AGAIN = marked("the notice of {day} for {titles} fits again: {what}: {was}")
TOLD = (NO_FIT, NOT_KNOWN, GONE, AGAIN, MORE)
