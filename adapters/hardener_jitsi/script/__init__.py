"""Reads a script of constants without running it: what is certain of its variables, and what is not."""

from hardener_jitsi.script.run import Outcome, look_at, parser
from hardener_jitsi.script.values import UNDEFINED, Obj, Unknown, Value, own, truth

__all__ = ["UNDEFINED", "Obj", "Outcome", "Unknown", "Value", "look_at", "own", "parser", "truth"]
