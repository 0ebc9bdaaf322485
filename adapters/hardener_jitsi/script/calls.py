"""Calls in a script, and the names that it reads and writes: what others are handed is certain no more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

from hardener_jitsi.script.scopes import UNBORN, Lost, Node, Scope, Throw, bound, hoist
from hardener_jitsi.script.values import UNDEFINED, Obj, Unknown, Value, escape

STEPS = 100_000
"""Nodes that are gone through at most."""
HOSTS = frozenset({
    "Array", "Boolean", "Date", "Error", "Infinity", "Intl", "JSON", "Map", "Math", "NaN", "Number", "Object",
    "Promise", "RegExp", "Set", "String", "Symbol", "TypeError", "URL", "URLSearchParams", "clearTimeout",
    "console", "crypto", "decodeURI", "decodeURIComponent", "define", "document", "encodeURI",
    "encodeURIComponent", "exports", "fetch", "frames", "global", "history", "isFinite", "isNaN", "localStorage",
    "location", "module", "navigator", "parent", "parseFloat", "parseInt", "performance", "process", "require",
    "screen", "sessionStorage", "setInterval", "setTimeout", "top",
})  # fmt: skip
"""What is there in a browser, or asked for with typeof first: to name it stops no script."""
WINDOWS = frozenset({"window", "self", "globalThis"})
HARMLESS = frozenset({
    "console.log", "console.info", "console.warn", "console.error", "console.debug", "JSON.stringify", "Object.keys",
    "Array.isArray", "String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN",
})  # fmt: skip
"""What changes nothing of what it is handed, and keeps none of it."""
TEXTS = frozenset({"eval", "Function"})
"""What runs a text."""
TIMERS = frozenset({"setTimeout", "setInterval"})
"""What runs one as well, where it is not handed a function."""
HANDED = "a function is called with it"


class Calls(ABC):
    """The names of a script, and what calls do to them."""

    def __init__(self, watched: frozenset[str], *, strict: bool) -> None:
        """Begin with nothing declared; a loop that names what is `watched` makes all uncertain."""
        self.watched = watched
        self.strict = strict
        self.ground = Scope()
        self.top = Scope(parent=self.ground)
        self.window = Obj(vague="only a browser knows it")
        self.doubt = ""
        """Why what is gone through now may not happen, or has not happened; empty: it does."""
        self.stops = ""
        """Why the script may have stopped already."""
        self._steps = 0
        self._running: list[Node] = []

    @abstractmethod
    def value(self, node: Node, scope: Scope) -> Value:
        """Return what an expression comes to."""

    @abstractmethod
    def statement(self, node: Node, scope: Scope) -> None:
        """Go through one statement."""

    @abstractmethod
    def defaults(self, pattern: Node, scope: Scope) -> None:
        """Go through what a pattern gives to what it does not find."""

    @abstractmethod
    def maybe(self, why: str) -> AbstractContextManager[None]:
        """Go through what may run or not."""

    @abstractmethod
    def block(self, body: list[Node], scope: Scope) -> None:
        """Go through the statements of a block that has a scope of its own."""

    def count(self) -> None:
        """Take one step more. Raises `Lost` where there were too many."""
        self._steps += 1
        if self._steps > STEPS:
            raise Lost("it is too long")

    def undeclared(self, node: Node, scope: Scope) -> bool:
        """Tell whether the script itself has no such name."""
        return not any(node.name in each.names for each in scope.outward())

    def name(self, name: str, scope: Scope) -> Value:
        """Return the value of a name. Raises `Throw` where that is an error."""
        for each in scope.outward():
            if each.opened is not None and (name in each.opened.props or each.opened.wild or each.opened.vague):
                return each.opened.get(name)
            if name in each.names:
                if each.names[name] is UNBORN:
                    raise Throw
                return each.names[name]
        if name == "undefined":
            return UNDEFINED
        if name in WINDOWS:
            return self.window
        if name not in HOSTS:  # another script may have it; else this one stops here
            self.stops = self.stops or f"the script may stop at {name}, which it does not declare"
            self.doubt = self.doubt or self.stops
        return float("nan") if name == "NaN" else Unknown("only a browser knows it")

    def globals(self, key: str | None) -> Value:
        """Return a property of window."""
        if key is None:
            raise Lost("a property of window is chosen by a name that is not constant")
        return self.ground.names.get(key, self.window if key in WINDOWS else Unknown("only a browser knows it"))

    def bind(self, name: str, value: Value, scope: Scope, *, fresh: bool = False) -> None:
        """Give a name a value; `fresh`: by its own declaration. Raises `Throw` where it takes none."""
        value = self.doubtful(value)
        if fresh:
            scope.names[name] = value
            return
        for each in scope.outward():
            if each.opened is not None and (name in each.opened.props or each.opened.wild or each.opened.vague):
                if not isinstance(each.opened.get(name), Unknown):
                    self.put(each.opened, name, value)
                    return
                value = self._either(value)  # it is a property there, or a name farther out
                self.put(each.opened, name, value)
            if name in each.names:
                if name in each.constants or each.names[name] is UNBORN:
                    raise Throw
                each.names[name] = value
                return
        if self.strict:
            raise Throw
        self.ground.names[name] = value

    def _either(self, value: Value) -> Value:
        self.give(value, "it is set in one of two places")
        return Unknown("it is set in one of two places", risky=True)

    def put(self, base: Value, key: str | None, value: Value) -> None:
        """Give a property a value. Raises `Throw` where that is an error."""
        if base is None or base is UNDEFINED:
            raise Throw
        if base is self.window:
            self._global(key, value)
            return
        if isinstance(base, Unknown):
            self.used(base)
            self.give(value, "something that only a browser knows has it")
            return
        frozen = not isinstance(base, Obj) or base.frozen
        if frozen and self.strict:
            raise Throw
        if frozen or not isinstance(base, Obj):
            return
        if key is None:
            self.give(value, "it lies at a name that is not constant")
            base.blur("a property is set whose name is not constant")
        else:
            base.set(key, self.doubtful(value))

    def _global(self, key: str | None, value: Value) -> None:
        if key is None:
            raise Lost("a property of window is set whose name is not constant")
        self.ground.names[key] = self.doubtful(value)

    def remove(self, base: Value, key: str | None) -> None:
        """Delete a property."""
        if base is self.window:
            raise Lost("a property of window is deleted")
        if not isinstance(base, Obj) or base.frozen:
            self.put(base, key, UNDEFINED)
        elif key is None:
            base.blur("a property is deleted whose name is not constant")
        elif self.doubt or base.vague or base.kind == "array":
            base.set(key, Unknown(self.doubt or "it is deleted", risky=True))
        else:
            base.drop(key)

    def doubtful(self, value: Value) -> Value:
        """Return what is certain of a value that is written now."""
        if not self.doubt:
            return value
        self.give(value, self.doubt)
        return Unknown(self.doubt, risky=True)

    def used(self, value: Value) -> None:
        """Use a value as an object, or as a function: where that may be an error, what follows is in doubt."""
        if isinstance(value, Unknown) and value.risky:
            self.stops = self.stops or "the script may stop with an error before it"
            self.doubt = self.doubt or self.stops

    def give(self, value: Value, why: str) -> None:
        """Have others have it. Raises `Lost` where that is all there is."""
        if value is self.window:
            raise Lost("window is handed on")
        escape(value, why)
        if isinstance(value, Obj) and value.code is not None:
            self.run(value)

    def spread(self, target: Obj, source: Value) -> None:
        """Copy the properties of `source`, as Object.assign does. Raises `Throw` where the target is frozen."""
        if source is None or source is UNDEFINED or isinstance(source, bool | int | float):
            return
        if target.frozen:
            if isinstance(source, Obj) and source.props and not source.wild:
                raise Throw
            if not isinstance(source, Obj) or source.wild or source.vague:
                self.used(Unknown("", risky=True))
            return
        if not isinstance(source, Obj) or source.wild or source.vague or source.kind != "object":
            target.blur(source.why if isinstance(source, Unknown) else "properties are copied that are not constant")
        if isinstance(source, Obj) and source is not self.window and not source.wild:
            for key, value in source.props.items():
                target.set(key, self.doubtful(value))

    def called(self, node: Node, scope: Scope) -> Value:
        """Return what a call comes to, and have happen what it may do."""
        name = self._dotted(node.callee, scope)
        if name in TEXTS:
            raise Lost("it runs a text")
        this, callee = self._callee(node.callee, scope)
        parts = [each.argument if each.type == "SpreadElement" else each for each in node.arguments]
        given = [self.value(each, scope) for each in parts]
        spread = any(each.type == "SpreadElement" for each in node.arguments)
        if name in TIMERS and given and isinstance(given[0], str):
            raise Lost("it runs a text")
        if name in {"Object.assign", "Object.freeze"} and given and not spread:
            return self._assigned(given) if name == "Object.assign" else self._frozen(given[0])
        if callee is None or callee is UNDEFINED or isinstance(callee, str | bool | int | float):
            raise Throw
        self.used(callee)
        if name not in HARMLESS:
            for value in (this, *given):
                self.give(value, HANDED)
        if isinstance(callee, Obj):
            self.run(callee)
        return Unknown("a function makes it")

    def _callee(self, node: Node, scope: Scope) -> tuple[Value, Value]:
        """Return what a function is called on, and the function."""
        if node.type in {"Super", "Import"}:
            return UNDEFINED, Unknown("it is loaded")
        if node.type != "MemberExpression" or node.object.type == "Super":
            return UNDEFINED, self.value(node, scope)
        this = self.value(node.object, scope)
        found = self.value(node, scope)
        return (UNDEFINED if this is self.window else this), found

    def _dotted(self, node: Node, scope: Scope) -> str:
        """Return the name of a function that is the browser's own: `Object.assign`."""
        if node.type == "Identifier":
            return node.name if self.undeclared(node, scope) else ""
        if node.type != "MemberExpression" or node.computed or node.property.type != "Identifier":
            return ""
        if node.object.type == "Identifier" and node.object.name in WINDOWS:
            return "" if node.property.name in self.ground.names else str(node.property.name)
        above = self._dotted(node.object, scope)
        return f"{above}.{node.property.name}" if above else ""

    def _assigned(self, given: list[Value]) -> Value:
        target = given[0]
        if target is None or target is UNDEFINED:
            raise Throw
        if not isinstance(target, Obj):
            self.used(target)
            return Unknown("it is copied into something that is not constant")
        if target is self.window:
            raise Lost("properties of window are set")
        for source in given[1:]:
            self.spread(target, source)
        return target

    def _frozen(self, value: Value) -> Value:
        if isinstance(value, Obj):
            if self.doubt:
                escape(value, self.doubt)
            value.frozen = True
        return value

    def run(self, called: Obj) -> None:
        """Go through a function that may be called, once or often, with anything."""
        code = called.code
        if code is None or code in self._running:
            return
        self._running.append(code)
        inner = Scope(parent=called.born or self.top)
        inner.names.update({name: Unknown("a function is given it") for part in code.params for name in bound(part)})
        inner.names.setdefault("arguments", Unknown("a function is given it"))
        try:
            with self.maybe("a function changes it"):
                for part in code.params:
                    self.defaults(part, inner)
                if code.body.type != "BlockStatement":
                    self.give(self.value(code.body, inner), "a function gives it away")
                else:
                    hoist(inner, code.body.body)
                    self.block(code.body.body, inner)
        finally:
            self._running.pop()
