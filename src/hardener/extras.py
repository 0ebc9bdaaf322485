"""How a part of hardener that is installed only where it is asked for is added."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""Of a checkout the folder with its pyproject.toml."""


def how_to_add(extra: str) -> str:
    """Return the command that adds an extra; in a checkout, which no index need know, one that is run there."""
    if (ROOT / "pyproject.toml").is_file() and (ROOT / "src" / "hardener").is_dir():
        return f"pip install '.[{extra}]' in {ROOT}"
    return f'pip install "hardener[{extra}]"'
