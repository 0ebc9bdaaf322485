"""What a row is shown of a document: what lies where it says that it looks, and nothing else. Pure.

So what it makes of a document hangs on that alone, and programs that have the same there are judged once (`imprint`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from hardener.model import Document
from hardener.path import MISSING


class Shown(dict[str, Any]):
    """A part of a document. To look where nobody said so is a mistake of ours, and never a key that is not there."""

    listed: Mapping[str, Any]

    def _known(self, key: object) -> object:
        if key not in self.listed:
            raise LookupError(f"a row looks at {key!r}, which is not among the places that it looks at")
        return key

    def __contains__(self, key: object) -> bool:
        """Tell whether it is there."""
        return super().__contains__(self._known(key))

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is there."""
        self._known(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Return what is there, or `default`."""
        self._known(key)
        return super().get(key, default)

    def _all(self, *_: object) -> NoReturn:
        raise LookupError("a row looks at all that there is")

    def __iter__(self) -> Iterator[str]:
        """Refuse: nobody said which keys these would be."""
        self._all()

    # All that a dictionary says of itself past `get`: of what is not shown it would say that it is not there.
    keys = values = items = copy = _all
    __len__ = __bool__ = __reversed__ = __eq__ = __ne__ = __or__ = __ror__ = __repr__ = _all
    pop = popitem = setdefault = update = clear = __ior__ = __setitem__ = __delitem__ = _all  # type: ignore[assignment]


def only(document: Document, paths: tuple[str, ...]) -> Document:
    """Return a document with nothing in it but what lies at `paths`; of a list on the way, the whole list.

    What stands in the way of a path, and is no object, is there as well. An object on the way is always there, with
    nothing in it where there is none: so what lies at `paths` says all, and a look elsewhere is told in any case.
    """
    return _part(document, _tree(paths))


@lru_cache(None)  # as many as there are kinds of rows
def _tree(paths: tuple[str, ...]) -> dict[str, Any]:
    """Return the keys that lead to `paths`, each with those below it; none below the end of one."""
    root: dict[str, Any] = {}
    for path in sorted(paths, key=len):  # the end of one may be on the way to another, which it holds
        node, keys = root, path.split(".")
        for key in keys[:-1]:
            if key in node and not node[key]:
                break
            node = node.setdefault(key, {})
        else:
            node.setdefault(keys[-1], {})
    return root


def _part(node: Mapping[str, Any], tree: Mapping[str, Any]) -> Shown:
    shown = Shown()
    shown.listed = tree
    for key, below in tree.items():
        inner = node.get(key, {} if below else MISSING)
        if below and isinstance(inner, Mapping):
            dict.__setitem__(shown, key, _part(inner, below))
        elif inner is not MISSING:
            dict.__setitem__(shown, key, inner)
    return shown
