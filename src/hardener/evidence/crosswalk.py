"""Which public benchmark or guide asks for the same as a control. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.catalog import Control, of_benchmark, references

BODIES: Mapping[str, tuple[str, ...]] = {
    "CIS": ("CISZ", "CISZ1", "CISZ2", "CISM"),
    "SCuBA": ("SCUBAM", "SCUBAT", "SCUBAG", "SCUBATEAMS"),
    "ALA": ("ALAOV", "ALSC21", "ALSCCAT", "ALSCG", "KCLS", "SEED", "STATELAW"),
}
"""Of whom auditors ask, and the catalogue's references that are theirs; ALSC is a division of ALA."""
OTHER = "other"


def crosswalk(control: Control) -> dict[str, list[str]]:
    """Return by body the places that ask for the same as `control`, and under `other` every other source.

    A benchmark's own line comes with its number.
    """
    found: dict[str, list[str]] = {body: [] for body in (*BODIES, OTHER)}
    titles = references()
    for key in control.references:
        found[_body(key)].append(f"{control.id}, {titles[key]}" if of_benchmark(control.id) else titles[key])
    return {body: places for body, places in found.items() if places}


def _body(key: str) -> str:
    return next((name for name, keys in BODIES.items() if key in keys), OTHER)
