"""Statements of a script, one after the other; what may run or not is gone through with every value in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hardener_jitsi.script.expressions import Expressions
from hardener_jitsi.script.scopes import Lost, Node, Scope, Throw, bound, every, fill
from hardener_jitsi.script.values import UNDEFINED, Obj, Unknown, escape, truth

LOOPS = frozenset({"ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"})
MAYBE = "a condition that only a browser knows decides about it"


class Statements(Expressions):
    """Goes through statements."""

    def later(self) -> None:
        """Go through what others may call once the script has run: what they were handed, and what waits for events."""
        for name, value in [*self.ground.names.items()]:
            if name.startswith("on") and isinstance(value, Obj) and value.kind == "function":
                escape(value, "it waits for an event")
        done: set[int] = set()
        while waiting := [made for made in self.ground.made if made.wild and id(made) not in done]:
            for made in waiting:
                done.add(id(made))
                self.run(made)

    def block(self, body: list[Node], scope: Scope) -> None:
        """Go through the statements of a block that has a scope of its own."""
        fill(scope, body)
        for node in body:
            self.statement(node, scope)

    def statement(self, node: Node, scope: Scope) -> None:  # noqa: C901, PLR0912 - one line for each kind
        """Go through one statement. Raises `Throw` where the script stops with an error, `Lost`."""
        self.count()
        kind = node.type
        if kind == "ExpressionStatement":
            self.value(node.expression, scope)
        elif kind == "VariableDeclaration":
            self._declare(node, scope)
        elif kind == "BlockStatement":
            self.block(node.body, Scope(parent=scope))
        elif kind == "IfStatement":
            self._if(node, scope)
        elif kind in LOOPS:
            self._loop(node, scope)
        elif kind == "TryStatement":
            self._try(node, scope)
        elif kind == "WithStatement":
            self._with(node, scope)
        elif kind == "ReturnStatement":
            if node.argument is not None:
                escape(self.value(node.argument, scope), "a function gives it away")
        elif kind == "ThrowStatement":
            raise Throw
        elif kind == "SwitchStatement":
            self._switch(node, scope)
        elif kind == "LabeledStatement":
            self.statement(node.body, scope)
        elif kind in {"BreakStatement", "ContinueStatement"}:
            if not self.doubt:
                raise Lost("it jumps")
        elif kind == "ClassDeclaration":
            scope.names[node.id.name] = self.made_of(node, scope)
        elif kind not in {"EmptyStatement", "FunctionDeclaration"}:
            raise Lost(f"it has a {kind}")

    @contextmanager
    def maybe(self, why: str) -> Iterator[None]:
        """Go through what may run or not. Where it may stop the script, all that follows stays in doubt."""
        before, self.doubt = self.doubt, self.doubt or why
        try:
            yield
        except Throw:
            self.stops = self.stops or "the script may stop with an error before it"
        finally:
            self.doubt = before or self.stops

    def _declare(self, node: Node, scope: Scope) -> None:
        for each in node.declarations:
            if each.init is None and node.kind == "var":
                continue
            value = UNDEFINED if each.init is None else self.value(each.init, scope)
            if each.id.type == "Identifier":
                self.bind(each.id.name, value, scope, fresh=node.kind != "var")
                continue
            escape(value, "it is taken apart")
            self.defaults(each.id, scope)
            for name in bound(each.id):
                self.bind(name, Unknown("it is a part of something"), scope, fresh=node.kind != "var")

    def _if(self, node: Node, scope: Scope) -> None:
        test = truth(self.value(node.test, scope))
        branches = [node.consequent, node.alternate]
        if test is not None:
            chosen = branches[0] if test else branches[1]
            if chosen is not None:
                self.statement(chosen, scope)
            return
        for branch in filter(None, branches):
            with self.maybe(MAYBE):
                self.statement(branch, scope)

    def _loop(self, node: Node, scope: Scope) -> None:
        if any(each.type == "Identifier" and each.name in self.watched for each in every(node)):
            raise Lost("a loop goes through it")
        inner = Scope(parent=scope)
        with self.maybe("a loop changes it"):
            if node.type in {"ForInStatement", "ForOfStatement"}:
                escape(self.value(node.right, scope), "a loop goes through it")
                self.into(node.left, inner)
            elif node.type == "ForStatement" and node.init is not None:
                self.into(node.init, inner)
            for part in (getattr(node, "test", None), getattr(node, "update", None)):
                if part is not None:
                    self.value(part, inner)
            self.statement(node.body, inner)

    def into(self, node: Node, scope: Scope) -> None:
        """Go through the head of a loop."""
        if node.type != "VariableDeclaration":
            self.value(node, scope)
            for each in every(node):
                if each.type in {"Identifier", "MemberExpression"}:
                    self.assign(each, Unknown("a loop sets it"), scope)
            return
        fill(scope, [node])
        self._declare(node, scope)
        for each in node.declarations:
            for name in bound(each.id):
                self.bind(name, Unknown("a loop sets it"), scope, fresh=node.kind != "var")

    def _switch(self, node: Node, scope: Scope) -> None:
        self.value(node.discriminant, scope)
        inner = Scope(parent=scope)
        for case in node.cases:
            fill(inner, case.consequent)
        for case in node.cases:
            with self.maybe(MAYBE):
                for each in case.consequent:
                    self.statement(each, inner)

    def _try(self, node: Node, scope: Scope) -> None:
        try:
            self._tried(node, scope)
        finally:  # it runs whatever happened before it, also where that stops the script
            if node.finalizer is not None:
                self.statement(node.finalizer, scope)

    def _tried(self, node: Node, scope: Scope) -> None:
        before, stops = self.doubt, self.stops
        thrown = False
        try:
            self.statement(node.block, scope)
        except Throw:
            if node.handler is None:
                raise
            thrown = True
        if node.handler is not None:
            self.doubt, self.stops = before, stops  # whatever may have stopped it is caught
            self._caught(node.handler, scope, sure=thrown)

    def _caught(self, handler: Node, scope: Scope, *, sure: bool) -> None:
        inner = Scope(parent=scope)
        if handler.param is not None:
            inner.names.update(dict.fromkeys(bound(handler.param), Unknown("it is an error")))
        if sure:
            self.statement(handler.body, inner)
            return
        with self.maybe("an error may come before it"):
            self.statement(handler.body, inner)

    def _with(self, node: Node, scope: Scope) -> None:
        opened = self.value(node.object, scope)
        if not isinstance(opened, Obj) or opened is self.window:
            raise Lost("a with statement opens what only a browser knows")
        self.statement(node.body, Scope(parent=scope, opened=opened))
