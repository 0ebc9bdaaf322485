"""What every hardener that is measured is started with: a store that is given to it, and nothing of the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMMAND = Path(sys.executable).parent / "hardener"


def surroundings(store: Path) -> dict[str, str]:
    """Return the environment without what is there for the user's own hardener: it keeps things in `store` alone."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HARDENER_")}
    return {**plain, "HARDENER_STORE": str(store)}
