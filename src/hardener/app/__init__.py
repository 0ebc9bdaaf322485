"""What hardener does, for whoever asks: the command line, the watch, and anybody's script. Nothing here prints or asks.

What a script needs most is here by name, and imported only when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardener.app.applying import apply, resume
    from hardener.app.audit_run import audit
    from hardener.app.planning import plan
    from hardener.app.surroundings import Surroundings
    from hardener.app.undoing import plan_undo, undo

__all__ = ["Surroundings", "apply", "audit", "plan", "plan_undo", "resume", "undo"]

_PLACES = {
    "Surroundings": "surroundings",
    "apply": "applying",
    "audit": "audit_run",
    "plan": "planning",
    "plan_undo": "undoing",
    "resume": "applying",
    "undo": "undoing",
}
"""In which module each is."""


def __getattr__(name: str) -> object:
    """Return what a script asks for by `name`."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
