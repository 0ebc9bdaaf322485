"""Operators between constants, as ECMAScript has them; whatever is rare is not certain."""

from __future__ import annotations

import math
from collections.abc import Callable

from hardener_jitsi.script.values import UNDEFINED, Obj, Unknown, Value, truth

EXACT = 2**53
LONGEST = 2**16
"""Signs of a text that is put together: one that doubles sixty times would fill any memory."""
ODD = Unknown("an operator is used that this version does not follow")
ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def number(value: Value) -> bool:
    """Tell whether it is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(value: Value) -> str | None:
    """Return the constant as a part of a text; None where this version does not follow how it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value is UNDEFINED:
        return "null" if value is None else "undefined"
    return str(value) if isinstance(value, int) and abs(value) < EXACT else None


def binary(sign: str, left: Value, right: Value) -> Value:
    """Return what the operator makes of two values."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    if sign in {"===", "!==", "==", "!="}:
        return _equal(sign, left, right)
    if sign == "+" and (isinstance(left, str) or isinstance(right, str)):
        one, other = text(left), text(right)
        return ODD if one is None or other is None or len(one) + len(other) > LONGEST else one + other
    if not (number(left) and number(right)):
        return ODD
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    if sign in ORDER:
        return ORDER[sign](left, right)
    return _counted(sign, left, right)


def _counted(sign: str, left: float, right: float) -> Value:
    work = ARITHMETIC.get(sign) if sign != "+" else lambda a, b: a + b
    if work is None or (sign == "/" and right == 0):
        return ODD
    try:
        found = work(float(left), float(right))
    except OverflowError:
        return ODD
    return exact(found)


def exact(found: float) -> float:
    """Return a whole number as one; JavaScript does not tell them apart."""
    return int(found) if math.isfinite(found) and found == int(found) and abs(found) < EXACT else found


def _equal(sign: str, left: Value, right: Value) -> Value:
    same = _kind(left) == _kind(right)
    if not same and len(sign) == len("=="):
        if {_kind(left), _kind(right)} != {"null", "undefined"}:
            return ODD
        return sign == "=="
    alike = left is right if isinstance(left, Obj) else same and left == right
    return alike if sign.startswith("=") else not alike


def _kind(value: Value) -> str:
    if isinstance(value, Obj):
        return "object"
    if value is None or value is UNDEFINED:
        return "null" if value is None else "undefined"
    return "number" if number(value) else type(value).__name__


def unary(sign: str, value: Value) -> Value:
    """Return what the operator makes of a value."""
    if sign == "void":
        return UNDEFINED
    if isinstance(value, Unknown):
        return value
    if sign == "!":
        return not truth(value)
    if sign == "typeof":
        names = {"str": "string", "bool": "boolean", "null": "object"}
        kind = _kind(value)
        return "function" if isinstance(value, Obj) and value.kind == "function" else names.get(kind, kind)
    if sign in {"-", "+"} and number(value):
        assert isinstance(value, int | float)
        return -value if sign == "-" else value
    return ODD
