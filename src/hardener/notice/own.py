"""The part of hardener.toml that says what no platform knows: whom to ask, other ways to take part, the law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from hardener import redact
from hardener.model import Model

LONG = 300
"""Characters of a sentence that stands in every notice."""
MOST = 10
"""Other ways to take part that stand in every notice."""
_CODE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(
    r"(?<![^\s(<])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,24}(?=[\s.,;:)>]|$)"
)
"""An address that stands by itself: the library's own, for families to write to."""


def _text(given: object) -> object:
    if not isinstance(given, str):
        raise ValueError("give a text in quotes")  # noqa: TRY004 - pydantic takes a ValueError for a message
    return given.strip()


def _said(text: str) -> str:
    if len(text) > LONG:
        raise ValueError(f"is longer than {LONG} characters")
    if not text.isprintable():
        raise ValueError("write it on one line, in letters that can be seen")
    if shown(text) != text:
        raise ValueError("a link into a room, a passcode or somebody's log-in does not belong in a notice")
    return text


def _few(ways: tuple[str, ...]) -> tuple[str, ...]:
    if len(ways) > MOST:
        raise ValueError(f"name {MOST} ways at most: they stand in every notice")
    return ways


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


Said = Annotated[str, BeforeValidator(_text), AfterValidator(_said)]


def shown(text: str) -> str:
    """Return the library's own words as they may be shown: without secrets, but with the addresses to write to."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [redact.text(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join((*parts, redact.text(text[at:])))


class Words(Model):
    """The library's own words in one language."""

    help: Said = ""
    """Whom to ask for help to take part."""
    privacy: Said = ""
    """Whom to ask about privacy: a role, never a person's own address."""
    other_ways: Annotated[tuple[Said, ...], BeforeValidator(_listed), AfterValidator(_few)] = ()
    law: Said = ""
    """A sentence on the state's law on library records."""
    rules: Mapping[str, Said] = {}
    """By vendor, as a connection names it: where its privacy rules can be read."""

    def of(self, vendor: str) -> Mapping[str, str]:
        """Return what there is for a program of a vendor, by key."""
        ways = "; ".join(filter(None, self.other_ways))
        said = {"help": self.help, "privacy": self.privacy, "law": self.law, "other_ways": ways}
        return {key: text for key, text in {**said, "rules": self.rules.get(vendor, "")}.items() if text}


class NoticeOptions(Words):
    """`[notice]`: in the library's own language, and in a table of its own, as `[notice.es]`, in any other."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Words] = Field(init=False)

    @model_validator(mode="before")
    @classmethod
    def _languages(cls, given: object) -> object:
        for key, value in given.items() if isinstance(given, Mapping) else ():
            if key not in Words.model_fields and not (_CODE.fullmatch(str(key)) and isinstance(value, Mapping)):
                raise ValueError(f"{key}: unknown key")
        return given

    def words(self, language: str, home: str) -> Words:
        """Return the words in a language; `home` is the library's own. Nothing is taken from another language."""
        other: Words | None = (self.__pydantic_extra__ or {}).get(language)
        if other is not None:
            return other
        return self if language == home else Words()
