"""Write anew what the YAML that comes with hardener comes to: run it after a change of any of it."""

from __future__ import annotations

import json
from pathlib import Path

from hardener import trees
from hardener.trees import PARSED, mark, text_of
from hardener.yamlfile import tree_of

ADAPTERS = Path(__file__).parents[1] / "adapters"


def folders() -> list[Path]:
    """Return every folder with YAML that comes with hardener: those of the core, and the adapters that have some."""
    own = [Path(str(each)) for each in trees.folders()]
    return own + sorted({found.parent for found in ADAPTERS.glob("hardener_*/*.yaml")})


def written(folder: Path) -> str:
    """Return what `trees.json` of a folder has to be."""
    found = {}
    for name in sorted(each.name for each in folder.glob("*.yaml")):
        text = text_of(folder, name)
        found[name] = {"sha256": mark(text), "tree": tree_of(text, name)}
    return json.dumps(found, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    for place in folders():
        (place / PARSED).write_text(written(place), encoding="utf-8")
