"""Where the names of a script live: global, in a block, in a function, or in an object that `with` opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hardener_jitsi.script.values import UNDEFINED, Obj, Unknown, Value

Node = Any
UNBORN = Unknown("it is used before it is declared")
"""The value of a `let` before its declaration: to read it is an error."""
FUNCTIONS = frozenset({"FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"})
BOUND = frozenset({*FUNCTIONS, "ClassDeclaration", "ClassExpression"})


class Throw(Exception):  # noqa: N818 - what JavaScript does
    """The script stops here with an error of its own."""


class Lost(Exception):  # noqa: N818 - no mistake of the program
    """From here on nothing of the whole script is certain."""


@dataclass(eq=False)
class Scope:
    """Names and their values."""

    names: dict[str, Value] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    parent: Scope | None = None
    opened: Obj | None = None
    """The object of a `with`, whose properties are names here."""
    made: list[Obj] = field(default_factory=list)
    """Of the outermost: every function of the script."""

    def outward(self) -> Iterator[Scope]:
        """Yield this scope and those around it."""
        here: Scope | None = self
        while here is not None:
            yield here
            here = here.parent


def inside(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below a node."""
    for key, value in vars(node).items():
        if key not in {"type", "regex", "range", "loc"}:
            for each in value if isinstance(value, list) else (value,):
                if hasattr(each, "type"):
                    yield each


def every(node: Node, *, functions: bool = True) -> Iterator[Node]:
    """Yield a node and all below it; without `functions` not what is in them."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if functions or here is node or here.type not in BOUND:
            waiting.extend(inside(here))


def bound(pattern: Node) -> list[str]:
    """Return the names that a declaration's pattern gives values to."""
    if pattern.type == "Identifier":
        return [pattern.name]
    if pattern.type == "AssignmentPattern":
        return bound(pattern.left)
    parts = [each.value if each.type == "Property" else each for each in inside(pattern)]
    return [name for part in parts for name in bound(part.argument if part.type == "RestElement" else part)]


def variables(body: list[Node]) -> list[str]:
    """Return the names that `var` declares anywhere in these statements, but not in functions."""
    return [
        name
        for node in body
        if node.type not in BOUND
        for each in every(node, functions=False)
        if each.type == "VariableDeclaration" and each.kind == "var"
        for declared in each.declarations
        for name in bound(declared.id)
    ]


def lexical(body: list[Node]) -> list[tuple[str, bool]]:
    """Return what `let`, `const` and `class` declare directly in these statements, and whether it is constant."""
    found = []
    for node in body:
        if node.type == "VariableDeclaration" and node.kind != "var":
            found += [(name, node.kind == "const") for each in node.declarations for name in bound(each.id)]
        if node.type == "ClassDeclaration":
            found.append((node.id.name, False))
    return found


def twice(body: list[Node]) -> bool:
    """Tell whether a name is declared again beside a `let`, `const` or `class`: then nothing of the script runs."""
    names = [name for name, _ in lexical(body)]
    others = {*variables(body), *(node.id.name for node in body if node.type == "FunctionDeclaration")}
    return len(set(names)) < len(names) or not others.isdisjoint(names)


def function(node: Node, scope: Scope) -> Obj:
    """Return the function that a node makes in a scope."""
    made = Obj(kind="function", code=node, born=scope)
    *_, ground = scope.outward()
    ground.made.append(made)
    return made


def fill(scope: Scope, body: list[Node]) -> None:
    """Declare what a block's statements declare, before they run."""
    for name, constant in lexical(body):
        scope.names[name] = UNBORN
        if constant:
            scope.constants.add(name)
    for node in body:
        if node.type == "FunctionDeclaration":
            scope.names[node.id.name] = function(node, scope)


def hoist(scope: Scope, body: list[Node]) -> None:
    """Declare the variables of a function or of the whole script, before it runs."""
    for name in variables(body):
        scope.names.setdefault(name, UNDEFINED)
