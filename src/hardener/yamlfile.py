"""Read a YAML file into a model, and say by line and column what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.timestamp import TimeStamp

from hardener.files import DEPTH, FileError, shallow

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


_BRACKET = re.compile(r"[\[\]{}]")


class _Dates(RoundTripConstructor):
    """Gives a date that is none its place, which ruamel.yaml does not."""

    def construct_yaml_timestamp(self, node: ScalarNode, values: object = None) -> date | datetime | TimeStamp:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError as error:
            said = f"{node.value} is no date: {error}"
            raise ConstructorError(problem=said, problem_mark=node.start_mark) from None


_Dates.add_constructor("tag:yaml.org,2002:timestamp", _Dates.construct_yaml_timestamp)


def parse(text: str, model: type[M], name: str) -> M:
    """Return `text` (YAML 1.2, so `off` and `on` are words) as a `model`. Raises `FileError`."""
    return checked(tree_of(text, name), model, name)


def checked(tree: Mapping[str, Any], model: type[M], name: str) -> M:
    """Return what `tree_of` returned as a `model`. Raises `FileError`."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise FileError(complaint(error, tree, name)) from None


def tree_of(text: str, name: str) -> CommentedMap:
    """Return the mapping that `text` holds, with its line numbers. Raises `FileError`."""
    _bracketed(text, name)
    try:
        yaml = YAML(typ="rt", pure=True)
        yaml.Constructor = _Dates
        yaml.composer.warn_double_anchors = False  # its warning is of many lines, and the later one is taken
        tree = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 1}:{mark.column + 1}: " if mark is not None else ""
        raise FileError(f"{name}:{where}{' '.join((error.problem or 'not YAML').split())}") from None
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        raise FileError(f"{name}:{line}:{column}: {error.reason}") from None
    except RecursionError:
        raise FileError(f"{name}: it has lists or tables within each other, too deep to be read") from None
    except (YAMLError, ValueError, LookupError) as error:
        # ruamel.yaml lets Python's own errors through, as for a number of 5000 digits, and they carry no place.
        raise FileError(f"{name}: cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(tree, CommentedMap):
        raise FileError(f"{name}:1:1: expected keys and values")
    shallow(tree, name)
    return tree


def _bracketed(text: str, name: str) -> None:
    """Refuse brackets within each other that nobody writes: the reader takes hours for a few thousand."""
    depth = 0
    for at in _BRACKET.finditer(text):
        depth += 1 if at[0] in "[{" else -1
        if depth > DEPTH:
            line = text[: at.start()].count("\n") + 1
            raise FileError(f"{name}:{line}: it has brackets within each other, more than {DEPTH} deep")


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
            at = node.lc.key(step) if isinstance(node, CommentedMap) else node.lc.item(step)
            node = node[step]
        except (KeyError, TypeError, IndexError, AttributeError):
            break
        line, column = at[0] + 1, at[1] + 1
        if not isinstance(node, CommentedMap | CommentedSeq):
            break
    return line, column
