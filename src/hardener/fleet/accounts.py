"""Which accounts each library of a folder was last seen to have, as texts that tell nothing of them.

Two libraries with one account are told, and nobody writes to it, also while one of them cannot be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hardener.app.writing import write_whole
from hardener.files import FileError, read_text
from hardener.fleet.folder import Found
from hardener.fleet.place import SHARED
from hardener.fleet.work import Done

FILE = "accounts.json"


@dataclass(frozen=True)
class Accounts:
    """What is remembered beside the libraries of a folder; where nothing can be kept, it knows only of now."""

    folder: Path

    def recalled(self, found: Sequence[Found], done: Iterable[Done]) -> list[Done]:
        """Return all, each with its accounts, and remember those of whom they could be told now."""
        folders = {one.name: one.folder.name for one in found}
        known = self._read()
        told = [_with(one, known.get(folders.get(one.name, ""), ())) for one in done]
        now = {folders[one.name]: one.accounts for one in told if one.accounts and one.name in folders}
        here = {name: accounts for name, accounts in known.items() if name in folders.values()}
        if here | now != known:
            self._write(here | now)
        return told

    @property
    def _file(self) -> Path:
        return self.folder / SHARED / FILE

    def _read(self) -> dict[str, tuple[str, ...]]:
        try:
            tree = json.loads(read_text(self._file))
            return {str(name): tuple(map(str, accounts)) for name, accounts in tree.items()}
        except (FileError, ValueError, AttributeError, TypeError, RecursionError):
            return {}

    def _write(self, known: Mapping[str, Sequence[str]]) -> None:
        with suppress(FileError, OSError):
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            write_whole([json.dumps(known, sort_keys=True)], self._file, private=True)


def _with(one: Done, known: tuple[str, ...]) -> Done:
    return replace(one, accounts=known) if one.why and not one.accounts else one
