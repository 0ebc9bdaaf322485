"""What the YAML that comes with hardener was parsed to is what it says, and never older."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.trees import folders, written

from hardener.trees import PARSED, tree_of

AGAIN = "it is older than its file; write it anew: python -m tools.trees"


@pytest.mark.parametrize("folder", list(map(str, folders())), ids=lambda path: Path(path).name)
def test_it_is_what_the_files_come_to(folder: str) -> None:
    assert (Path(folder) / PARSED).read_text(encoding="utf-8") == written(Path(folder)), AGAIN


def test_what_is_older_than_its_file_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("a: {b: 1}\n")
    (tmp_path / PARSED).write_text(written(tmp_path))
    assert tree_of(tmp_path, "one.yaml") == {"a": {"b": 1}}
    (tmp_path / "one.yaml").write_text("a: {b: 2}\n")
    assert tree_of(tmp_path, "one.yaml") == {"a": {"b": 2}}


def test_it_spares_the_parsing(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("a: 1\n")
    known = json.loads(written(tmp_path))
    known["one.yaml"]["tree"] = {"a": "known"}
    (tmp_path / PARSED).write_text(json.dumps(known))
    assert tree_of(tmp_path, "one.yaml") == {"a": "known"}
