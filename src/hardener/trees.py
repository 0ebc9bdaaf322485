"""Read the YAML that comes with hardener from what was parsed beforehand: parsing is most of a command's start.

`trees.json` beside the files holds, by name, what each came to and the hash of its text. One that is older than its
file is not believed: the file itself is parsed then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel

from hardener.filled import checked

PARSED = "trees.json"
M = TypeVar("M", bound=BaseModel)


def folders() -> tuple[Traversable, ...]:
    """Return the folders of YAML that the core reads: catalogue, questionnaire, sentences of notices, profiles."""
    return *(files("hardener").joinpath(name) for name in ("catalogue", "review", "notice")), files("hardener_profiles")


def text_of(folder: Traversable, name: str) -> str:
    """Return the text of one file that comes with hardener."""
    return folder.joinpath(name).read_text(encoding="utf-8")


def tree_of(folder: Traversable, name: str) -> Mapping[str, Any]:
    """Return what one file that comes with hardener holds."""
    text = text_of(folder, name)
    known = _known(folder).get(name)  # type: ignore[arg-type]  # paths can be hashed
    if known is not None and known["sha256"] == mark(text):
        tree: Mapping[str, Any] = known["tree"]
        return tree
    from hardener import yamlfile  # noqa: PLC0415 - only who works on these files has one that was changed since

    return yamlfile.tree_of(text, name)


def shipped(package: str, name: str, model: type[M]) -> M:
    """Return one file of an installed package, as an adapter's, as a `model`. Raises `FileError`."""
    return checked(tree_of(files(package), name), model, name)


def mark(text: str) -> str:
    """Return the hash by which a text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _known(folder: Traversable) -> Mapping[str, Any]:
    found = folder.joinpath(PARSED)
    known: Mapping[str, Any] = json.loads(found.read_text(encoding="utf-8")) if found.is_file() else {}
    return known
