"""Patterns of configuration and waivers: `*` stands for anything, capitals do not matter. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from hardener import mistakes

Named = TypeVar("Named")


def fits(pattern: str | None, text: str) -> bool:
    """Tell whether the whole of `text` is as `pattern` says; None fits everything. No sign but `*` is special."""
    return pattern is None or _compiled(pattern.casefold()).fullmatch(text.casefold()) is not None


@lru_cache(1024)  # a library has few
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.sub(r"\*+", "*", pattern).split("*"))), re.DOTALL)


def well_named(named: Mapping[str, Named], what: str) -> Mapping[str, Named]:
    """Return `named` where every name can stand in a command and a variable. Raises `ValueError`."""
    for name in named:
        if not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(mistakes.NO_NAME.format(given=repr(name), what=what))
    return named
