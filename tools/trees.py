"""Write anew what the YAML that comes with hardener comes to: run it after a change of the catalogue or a profile."""

from __future__ import annotations

import json
from pathlib import Path

from hardener.trees import PARSED, folders, mark, text_of
from hardener.yamlfile import tree_of


def written(folder: Path) -> str:
    """Return what `trees.json` of a folder has to be."""
    found = {}
    for name in sorted(each.name for each in folder.glob("*.yaml")):
        text = text_of(folder, name)
        found[name] = {"sha256": mark(text), "tree": tree_of(text, name)}
    return json.dumps(found, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    for each in folders():
        place = Path(str(each))
        (place / PARSED).write_text(written(place), encoding="utf-8")
