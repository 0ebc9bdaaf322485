"""Put an entry into a list of a YAML file that a person keeps, with every other character left as it is. Pure.

A YAML library that writes the file anew moves comments to the next entry: here lines of text are put in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from hardener.files import FileError
from hardener.filled import is_empty


def put(text: str, key: str, entry: Mapping[str, object], name: str) -> str:
    """Return `text`, which can be read, with `entry` at the end of the list called `key`, made where there is none.

    Raises `FileError` where the list is written so that nothing can be put into it; `name` is the file's.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.composer.warn_double_anchors = False  # the reader takes them, and its warning is not for people
    root = None if is_empty(text) else yaml.compose(text)
    for label, found in root.value if isinstance(root, MappingNode) else ():
        if label.value == key:
            return _into(text, label, found, entry, name)
    gap = "" if text.endswith("\n") else "\n"
    return _at(text, len(text), f"{gap}\n{key}:\n{_lines(entry, 2, 2)}")


def _into(text: str, label: Node, found: Node, entry: Mapping[str, object], name: str) -> str:
    if isinstance(found, SequenceNode) and found.value and not found.flow_style:
        dash = found.start_mark.column
        return _after(text, _end(found), _lines(entry, dash, found.value[-1].start_mark.column - dash))
    start, end = found.start_mark.index, found.end_mark.index
    if text[start:end] not in {"", "[]", "~", "null"}:
        line, column = found.start_mark.line + 1, found.start_mark.column + 1
        said = f"{label.value} is a list in brackets; write it as lines that begin with - and try again"
        raise FileError(f"{name}:{line}:{column}: {said}")
    if start < end:
        text = text[:start].rstrip(" \t") + text[end:]
    return _after(text, label.end_mark.index, _lines(entry, 2, 2))


def _end(node: Node) -> int:
    """Return where the last word of a node ends; the marks of lists and maps lie behind the comments that follow."""
    while isinstance(node, CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    index: int = node.end_mark.index
    return index


def _after(text: str, index: int, lines: str) -> str:
    """Put `lines` below the line on which the character before `index` stands."""
    index = len(text[:index].rstrip())
    end = text.find("\n", index)
    return _at(text, end + 1, lines) if end >= 0 else _at(text, len(text), f"\n{lines}")


def _at(text: str, index: int, lines: str) -> str:
    if "\r\n" in text:
        lines = lines.replace("\n", "\r\n")
    return text[:index] + lines + text[index:]


def _lines(entry: Mapping[str, object], dash: int, offset: int) -> str:
    """Return `entry` as an item of a list whose dash stands in column `dash`, its keys `offset` behind it."""
    first, *others = written(entry).removesuffix("\n").split("\n")
    lead = f"{' ' * dash}-{' ' * (offset - 1)}"
    return "".join(f"{line}\n" for line in (lead + first, *(" " * (dash + offset) + line for line in others)))


def written(entry: Mapping[str, object]) -> str:
    """Return `entry` as YAML, a line a key."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _data: True  # a day that is there twice is written twice
    out = io.StringIO()
    yaml.dump(dict(entry), out)
    return out.getvalue()
