"""Expressions of a script: what they come to, and what they change on the way."""

from __future__ import annotations

from hardener_jitsi.script.calls import Calls
from hardener_jitsi.script.operators import ODD, binary, text, unary
from hardener_jitsi.script.scopes import FUNCTIONS, Lost, Node, Scope, Throw, every, function
from hardener_jitsi.script.values import SSI, UNDEFINED, Obj, Unknown, Value, array, escape, part, truth

BRANCHES = "a condition that only a browser knows decides about it"
FILLED = Unknown("the web server fills it in")


class Expressions(Calls):
    """Evaluates expressions."""

    def value(self, node: Node, scope: Scope) -> Value:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
        """Return what an expression comes to. Raises `Throw`, `Lost`."""
        self.count()
        kind = node.type
        if kind == "Literal":
            return self._literal(node)
        if kind == "Identifier":
            return self.name(node.name, scope)
        if kind == "ThisExpression":
            return self.window
        if kind == "MemberExpression":
            return self._member(node, scope)
        if kind == "AssignmentExpression":
            return self._assignment(node, scope)
        if kind == "ObjectExpression":
            return self._object(node, scope)
        if kind == "ArrayExpression":
            return self._array(node, scope)
        if kind == "TemplateLiteral":
            return self._template(node, scope)
        if kind == "UnaryExpression":
            return self._unary(node, scope)
        if kind == "BinaryExpression":
            return binary(node.operator, self.value(node.left, scope), self.value(node.right, scope))
        if kind == "LogicalExpression":
            return self._logical(node, scope)
        if kind == "ConditionalExpression":
            return self._conditional(node, scope)
        if kind == "SequenceExpression":
            return [self.value(each, scope) for each in node.expressions][-1]
        if kind == "UpdateExpression":
            found = self.value(node.argument, scope)
            self.assign(node.argument, binary(node.operator[0], found, 1), scope)
            return ODD
        if kind in {"CallExpression", "NewExpression"}:
            return self.called(node, scope)
        if kind in FUNCTIONS:
            return function(node, scope)
        return self._odd(node, scope)

    def _odd(self, node: Node, scope: Scope) -> Value:
        if node.type == "ClassExpression":
            return self.made_of(node, scope)
        for each in every(node):
            if each.type in {"Identifier", "ThisExpression"}:
                self.give(self.value(each, scope), "it is used in a way that this version does not follow")
        return ODD

    def made_of(self, node: Node, scope: Scope) -> Obj:
        """Return a class, whose methods anybody may call."""
        for each in (node.superClass, *(each.key for each in node.body.body if each.computed)):
            if each is not None:
                self.give(self.value(each, scope), "a class is made of it")
        for each in node.body.body:
            self.give(function(each.value, scope), "a class has it")
        return Obj(kind="function", vague="it is a class")

    def defaults(self, pattern: Node, scope: Scope) -> None:
        """Go through what a pattern gives to what it does not find."""
        for each in every(pattern):
            if each.type == "AssignmentPattern":
                with self.maybe(BRANCHES):
                    self.give(self.value(each.right, scope), BRANCHES)

    @staticmethod
    def _literal(node: Node) -> Value:
        if getattr(node, "regex", None) is not None:
            return Obj(vague="it is a regular expression")
        found: Value = node.value
        if isinstance(found, str) and SSI in found:
            return FILLED
        return int(found) if isinstance(found, float) and found.is_integer() and abs(found) < 2**53 else found

    def _template(self, node: Node, scope: Scope) -> Value:
        said = [quasi.value.cooked for quasi in node.quasis]
        found: Value = said[0]
        for expression, after in zip(node.expressions, said[1:], strict=True):
            one = self.value(expression, scope)
            found = binary("+", found, ODD if isinstance(one, Obj) else one)
            found = binary("+", found, after)
        return FILLED if isinstance(found, str) and SSI in found else found

    def key(self, node: Node, scope: Scope) -> str | None:
        """Return the name of the property that a member or an entry leads to; None where it is not certain."""
        inner = node.property if node.type == "MemberExpression" else node.key
        if not node.computed and inner.type == "Identifier":
            name: str = inner.name
            return name
        found = self.value(inner, scope)
        return None if isinstance(found, Obj | Unknown) else text(found)

    def _member(self, node: Node, scope: Scope) -> Value:
        if node.object.type == "Super":
            return ODD
        base, key = self.value(node.object, scope), self.key(node, scope)
        if base is None or base is UNDEFINED:
            raise Throw
        if isinstance(base, Unknown):
            self.used(base)
            return base
        if not isinstance(base, Obj):
            return part(base, key)
        if base is self.window:
            return self.globals(key)
        if key is None:
            for each in base.props.values():
                escape(each, "a property is chosen by a name that is not constant")
            return Unknown("its name is not constant")
        return base.get(key)

    def _assignment(self, node: Node, scope: Scope) -> Value:
        sign = node.operator[:-1]
        if sign:
            found = binary(sign, self.value(node.left, scope), self.value(node.right, scope))
            self.assign(node.left, found, scope)
            return found
        if node.left.type == "MemberExpression":  # what it is a property of is looked up first
            base, key = self.place(node.left, scope)
            found = self.value(node.right, scope)
            self.put(base, key, found)
            return found
        found = self.value(node.right, scope)
        self.assign(node.left, found, scope)
        return found

    def place(self, node: Node, scope: Scope) -> tuple[Value, str | None]:
        """Return the object and the name that a member expression leads to."""
        if node.object.type == "Super":
            raise Lost("it has a class that this version does not follow")
        return self.value(node.object, scope), self.key(node, scope)

    def assign(self, node: Node, value: Value, scope: Scope) -> None:
        """Give a value to what a name, a member or a pattern stands for."""
        if node.type == "Identifier":
            self.bind(node.name, value, scope)
        elif node.type == "MemberExpression":
            self.put(*self.place(node, scope), value)
        else:
            raise Lost("it is taken apart in a way that this version does not follow")

    def _object(self, node: Node, scope: Scope) -> Value:
        made = Obj()
        for each in node.properties:
            if each.type != "Property":
                self.spread(made, self.value(each.argument, scope))
                continue
            key = self.key(each, scope)
            if each.kind in {"get", "set"}:
                self.run(function(each.value, scope))
                made.pin(key, "it is worked out each time it is read")
            elif key is None:
                self.give(self.value(each.value, scope), "it lies at a name that is not constant")
                made.blur("it has a name that is not constant")
            else:
                made.set(key, self.value(each.value, scope))
        return made

    def _array(self, node: Node, scope: Scope) -> Value:
        parts = [each if each is None or each.type != "SpreadElement" else each.argument for each in node.elements]
        values = [UNDEFINED if part is None else self.value(part, scope) for part in parts]
        made = array(values)
        if any(each is None or each.type == "SpreadElement" for each in node.elements):
            made.blur("it has a part that this version does not follow")
        return made

    def _unary(self, node: Node, scope: Scope) -> Value:
        if node.operator == "delete":
            if node.argument.type == "MemberExpression":
                self.remove(*self.place(node.argument, scope))
            return ODD
        if node.operator == "typeof" and node.argument.type == "Identifier" and self.undeclared(node.argument, scope):
            return Unknown("only a browser knows it")
        return unary(node.operator, self.value(node.argument, scope))

    def _logical(self, node: Node, scope: Scope) -> Value:
        left = self.value(node.left, scope)
        known = truth(left)
        if known is not None:
            return self.value(node.right, scope) if known is (node.operator == "&&") else left
        with self.maybe(BRANCHES):
            self.give(self.value(node.right, scope), BRANCHES)
        if node.operator == "||" and node.right.type == "ObjectExpression":
            return Obj(vague="it may be there already")
        return Unknown(BRANCHES, risky=True)

    def _conditional(self, node: Node, scope: Scope) -> Value:
        known = truth(self.value(node.test, scope))
        if known is not None:
            return self.value(node.consequent if known else node.alternate, scope)
        for branch in (node.consequent, node.alternate):
            with self.maybe(BRANCHES):
                self.give(self.value(branch, scope), BRANCHES)
        return Unknown(BRANCHES, risky=True)
