"""What a file holds as a model, and by line and column what is wrong with it, whatever it was parsed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hardener.files import FileError

M = TypeVar("M", bound=BaseModel)

SAID = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "model_type": "expected keys and values",
    "mapping_type": "expected keys and values",
    "dict_type": "expected keys and values",
    "tuple_type": "expected a list",
}
"""What pydantic says in words of Python, in ours."""


def is_empty(text: str) -> bool:
    """Tell whether `text` is comments alone, or nothing."""
    lines = (line.strip("\ufeff \t\r") for line in text.split("\n"))
    return all(not line or line.startswith("#") for line in lines)


def checked(tree: Mapping[str, Any], model: type[M], name: str) -> M:
    """Return what `tree_of` returned as a `model`. Raises `FileError`."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise FileError(complaint(error, tree, name)) from None


def complaint(error: ValidationError, tree: Mapping[str, Any], name: str) -> str:
    """Return the first error of `error` as one line with its place in the file."""
    first = error.errors(include_url=False, include_input=False)[0]
    path = [step for step in first["loc"] if step != "[key]"]
    line, column = place(tree, path)
    key = "".join(c if c.isprintable() else "?" for c in ".".join(map(str, path)))
    return f"{name}:{line}:{column}: {key or 'file'}: {said_of(first)}"


def said_of(first: ErrorDetails) -> str:
    """Return what one of pydantic's errors means."""
    return SAID.get(first["type"], first["msg"].removeprefix("Value error, "))


def place(tree: Mapping[str, Any], path: Sequence[str | int]) -> tuple[int, int]:
    """Return line and column, from 1, of the deepest key on `path` that is in the file; 1 and 1 where none is known."""
    line, column = 1, 1
    node: Any = tree
    for step in path:
        try:
            at = node.lc.key(step) if hasattr(node, "keys") else node.lc.item(step)
            node = node[step]
        except (KeyError, TypeError, IndexError, AttributeError):
            break
        line, column = at[0] + 1, at[1] + 1
        if not hasattr(node, "lc"):
            break
    return line, column
