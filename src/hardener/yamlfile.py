"""Read a YAML file into a model, and say by line and column what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypeVar

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.timestamp import TimeStamp

from hardener.files import DEPTH, FileError, shallow
from hardener.filled import checked

M = TypeVar("M", bound=BaseModel)


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
