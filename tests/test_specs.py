"""What is kept of the vendors' specifications is facts: no sentence of a vendor's, and no more than tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.specs import HERE, VENDORS, facts, laid_out, openapi

from tests.specs import specification

PROSE = {
    "description", "doc", "documentationLink", "enumDescriptions", "example", "examples", "externalDocs", "note",
    "returns", "summary", "tags", "title", "x-docs", "x-source",
}  # fmt: skip
NAMED = {
    "properties",
    "schemas",
    "parameters",
    "methods",
    "types",
    "enums",
    "paths",
    "updatable",
    "user",
    "group",
    "account",
}
"""Below these a key is a name that the vendor gave to something: an event has a property called description."""


def keys_of(node: object, *, names: bool = False) -> Iterator[str]:
    if isinstance(node, dict):
        for key, below in node.items():
            if not names:
                yield key
            yield from keys_of(below, names=not names and key in NAMED and isinstance(below, dict))
    elif isinstance(node, list):
        for each in node:
            yield from keys_of(each)


def texts(node: object) -> Iterator[str]:
    """Yield every text but the values of enumerations: a form's answer may be "Within a month"."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        for key, each in node.items():
            if key != "enum" or not isinstance(each, list):
                yield from texts(each)


@pytest.mark.parametrize("vendor", VENDORS)
def test_there_is_no_prose(vendor: str) -> None:
    assert not set(keys_of(specification(vendor))) & PROSE
    assert not [text for text in texts(specification(vendor)) if " " in text]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_file_is_laid_out_as_the_tool_does_it(vendor: str) -> None:
    text = (HERE / f"{vendor}.json").read_text(encoding="utf-8")
    assert text == laid_out(specification(vendor), VENDORS[vendor][1]) + "\n"


def test_all_of_them_stay_small() -> None:
    assert sum(path.stat().st_size for path in Path(HERE).glob("*.json")) < 700_000


@pytest.mark.parametrize("vendor", ["webex", "zoom"])
def test_facts_of_facts_are_the_same(vendor: str) -> None:
    kept = specification(vendor)
    assert openapi(kept) == {key: kept[key] for key in ("components", "paths") if key in kept}


def test_a_property_may_have_the_name_of_what_is_left_out() -> None:
    told = {"type": "object", "title": "A thing", "properties": {"title": {"type": "string", "example": "Storytime"}}}
    assert facts(told) == {"type": "object", "properties": {"title": {"type": "string"}}}


def test_a_default_that_is_told_in_words_is_left_out() -> None:
    assert facts({"type": "string", "default": "seven days before"}) == {"type": "string"}
    assert facts({"type": "string", "default": "none"}) == {"type": "string", "default": "none"}
