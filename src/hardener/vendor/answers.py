"""Look into a vendor's answer, whatever it has there."""

from __future__ import annotations

from collections.abc import Mapping


def at(answer: object, path: str, otherwise: object = None) -> object:
    """Return what lies at a dotted path; `otherwise` where there is nothing, or no object above it."""
    for key in path.split("."):
        # Nearly always a dict; to ask whether it is a Mapping takes longer than to look.
        known = type(answer) is dict or isinstance(answer, Mapping)
        answer = answer.get(key, otherwise) if known else otherwise  # type: ignore[attr-defined]  # it is one
    return answer


def word(value: object) -> str:
    """Return a text that says something; empty for anything else."""
    return value if isinstance(value, str) and value.strip() else ""
