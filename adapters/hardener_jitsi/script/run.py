"""Look at a whole script: what its variables hold when it has run, as far as that is certain."""

from __future__ import annotations

import importlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hardener.errors import AdapterError
from hardener.extras import how_to_add
from hardener_jitsi.script.includes import filled
from hardener_jitsi.script.scopes import Lost, Node, Scope, Throw, fill, hoist, twice
from hardener_jitsi.script.statements import Statements
from hardener_jitsi.script.values import UNDEFINED, Unknown, Value

LONGEST = 2 * 2**20
"""Characters of a script; a whole Jitsi config.js with all its comments has about 70,000."""
MISTAKE = "it has a mistake, or is written in a way that this version does not read"
CLOSING = re.compile(r"^[ \t]*-->", re.MULTILINE)
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the parser raises besides its own errors, of what it did not foresee."""


@dataclass(frozen=True)
class Outcome:
    """What a script comes to."""

    ground: Scope
    top: Scope
    why: str = ""
    """Why nothing of it is certain; empty: as much as its values say."""

    def variable(self, name: str) -> Value:
        """Return what a global variable holds; `UNDEFINED` where the script has none of that name."""
        if self.why:
            return Unknown(self.why)
        if name in self.top.names:
            return Unknown(f"{name} is declared with let or const, which may be nobody's to see")
        return self.ground.names.get(name, UNDEFINED)


def look_at(text: str, *watched: str) -> Outcome:
    """Return what the script `text` comes to, without running it, whatever it is.

    `watched` are the variables that matter: a loop that names one makes everything uncertain. Raises `AdapterError`
    where no parser is installed.
    """
    try:
        program = parsed(text)
        return _run(program, frozenset(watched))
    except Lost as lost:
        return Outcome(Scope(), Scope(), str(lost))
    except RecursionError:
        return Outcome(Scope(), Scope(), "it is nested too deeply to be read")


def parser() -> Any:  # noqa: ANN401 - it comes without types
    """Return the parser. Raises `AdapterError` where it is not installed."""
    try:
        return importlib.import_module("esprima")
    except ImportError:
        raise AdapterError(f"reading Jitsi's config.js needs esprima: {how_to_add('jitsi')}") from None


def parsed(text: str) -> Node:
    """Return the script's tree. Raises `Lost` where a browser would run nothing of it, or this parser cannot tell."""
    if len(text) > LONGEST:
        raise Lost("it is too long to be read")
    text = filled(text, _tokens)
    program = _program(text)
    if program is None and "`" not in text:  # the parser overlooks some comments that end as HTML's do
        program = _program(CLOSING.sub("//", text))
    if program is None:
        raise Lost(MISTAKE)
    if twice(program.body):
        raise Lost("it has a mistake: a name is declared twice")
    return program


def _program(text: str) -> Node | None:
    esprima = parser()
    try:
        return esprima.parseScript(text)
    except (esprima.Error, *BROKEN):
        return None


def _tokens(text: str) -> Any:  # noqa: ANN401 - it comes without types
    esprima = parser()
    try:
        return esprima.tokenize(text, {"comment": True, "range": True})
    except (esprima.Error, *BROKEN):
        raise Lost(MISTAKE) from None


def _run(program: Node, watched: frozenset[str]) -> Outcome:
    first = program.body[0] if program.body else None
    strict = getattr(first, "directive", None) == "use strict"
    script = Statements(watched, strict=strict)
    hoist(script.ground, program.body)
    functions = [node for node in program.body if node.type == "FunctionDeclaration"]
    fill(script.ground, functions)
    fill(script.top, [node for node in program.body if node.type != "FunctionDeclaration"])
    with suppress(Throw):  # what ran before it stays
        for node in program.body:
            script.statement(node, script.top)
    script.later()
    return Outcome(script.ground, script.top)
