"""What the vendors' specifications say, without their words; written by `python -m tools.specs`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def specification(vendor: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / f"{vendor}.json").read_text(encoding="utf-8"))
    return found
