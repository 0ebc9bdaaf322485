"""Field masks: which fields a PATCH changes, and which an answer shows."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from hardener_meet.simulator.problems import invalid
from hardener_meet.simulator.shapes import EVENT, HELD, LISTS, MEMBER, RECORD, SPACE, Json, Part, fixed, names

KNOWN = names(SPACE) | names(EVENT) | names(MEMBER) | names(RECORD) | LISTS | HELD
TOKEN = re.compile(r"[\w.-]+|[*/(),]")


class SelectionError(ValueError):
    """A `fields` parameter that selects nothing we know."""


def paths_of(mask: str, body: Json, now: Json) -> list[str]:
    """Return the paths that a PATCH of a space changes. Raises `Problem` for one that cannot be."""
    if mask == "*":
        return ["config"]
    if not mask:
        if bad := list(fixed(body, now, SPACE)):
            raise invalid(f"The field '{bad[0]}' is output only.", f"space.{bad[0]}")
        return sorted(_leaves({key: body[key] for key in body if key == "config"}))
    paths = [_camel(path.strip()) for path in mask.split(",")]
    for path in paths:
        part = _part(path)
        if part is None:
            raise invalid(f"Invalid field mask: unknown path '{path}'.", "update_mask")
        if path.split(".")[0] != "config":
            raise invalid(f"Invalid field mask: '{path}' cannot be updated.", "update_mask")
    return paths


def applied(config: Json, body: Json, paths: list[str], default: Json) -> Json:
    """Return a copy of `config` in which `paths` are as in `body`; what `body` lacks there is `default` again."""
    found = {"config": copy.deepcopy(config)}
    for path in paths:
        value = _at(body, path)
        usual = copy.deepcopy(_at({"config": default}, path))
        if isinstance(usual, dict) and isinstance(value, dict):
            value = _filled(usual, value)
        _put(found, path, usual if value is None else value)
    return found["config"]


def _filled(usual: Json, value: Json) -> Json:
    return {
        key: _filled(inner, value[key]) if isinstance(inner, dict) and isinstance(value.get(key), dict)
        else value.get(key, inner)
        for key, inner in usual.items()
    }  # fmt: skip


def _camel(path: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), path)


def _part(path: str) -> Part | None:
    part: Part | None = SPACE
    for name in path.split("."):
        part = part.fields.get(name) if part is not None else None
    return part


def _leaves(node: Json, prefix: str = "") -> Iterator[str]:
    for key, value in node.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from _leaves(value, path)
        else:
            yield path


def _at(node: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _put(node: Json, path: str, value: Any) -> None:  # noqa: ANN401 - JSON
    *parents, last = path.split(".")
    for name in parents:
        node = node.setdefault(name, {})
    node[last] = value


Selection = dict[str, Any]
"""Names and what is shown below each; empty: everything."""


def selected(body: Any, fields: str) -> Any:  # noqa: ANN401 - JSON
    """Return of `body` what the parameter `fields` asks for. Raises `SelectionError`."""
    return body if not fields or fields == "*" else _shown(body, _selection(fields))


def _selection(fields: str) -> Selection:
    tokens = TOKEN.findall(fields)
    if "".join(tokens) != fields.replace(" ", ""):
        raise SelectionError(fields)
    found, rest = _list(tokens)
    if rest:
        raise SelectionError(fields)
    return found


def _list(tokens: list[str]) -> tuple[Selection, list[str]]:
    found: Selection = {}
    while tokens:
        tokens = _entry(tokens, found)
        if not tokens or tokens[0] != ",":
            return found, tokens
        tokens = tokens[1:]
    raise SelectionError("it ends with a comma")


def _entry(tokens: list[str], found: Selection) -> list[str]:
    name, *tokens = tokens
    if name != "*" and name not in KNOWN:
        raise SelectionError(name)
    inner: Selection = {}
    if tokens[:1] == ["/"]:
        tokens = _entry(tokens[1:] or [","], inner)
    elif tokens[:1] == ["("]:
        inner, tokens = _list(tokens[1:])
        if tokens[:1] != [")"]:
            raise SelectionError("a bracket is not closed")
        tokens = tokens[1:]
    found.setdefault(name, {}).update(inner)
    return tokens


def _shown(body: Any, selection: Selection) -> Any:  # noqa: ANN401 - JSON
    if isinstance(body, list):
        return [_shown(each, selection) for each in body]
    if not isinstance(body, dict) or not selection or "*" in selection:
        return body
    return {key: _shown(value, selection[key]) for key, value in body.items() if key in selection}
