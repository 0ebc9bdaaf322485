"""What is read in the faster way is what Python's own reader makes of it, to the type; neither takes what is no JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener.errors import MalformedError
from hardener.http.codecs import json_of

pytestmark = pytest.mark.unit

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)
ODD = ["-0", "-0.0", "1e400", "-1e400", "1E5", "5e-324", "12345678901234567890123456789", '"\\ud83d"', '{"a":1,"a":2}']
NONE = ["[1,]", "NaN", '{"a": NaN}', "-Infinity", "01", "[-]", '"a\tb"', "[1] 2", "{'a': 1}", "", "1" * 5000, '{"a":1']
DEEP = 500
"""Lists in one another: more than the faster reader takes."""


def alike(one: object, other: object) -> bool:
    """Tell whether two values are the same in value, type and order; 0.0 is not -0.0."""
    return repr(one) == repr(other)


@given(TREES, st.booleans())
def test_any_json_is_read_as_python_reads_it(tree: object, ascii_only: bool) -> None:
    text = json.dumps(tree, ensure_ascii=ascii_only)
    assert alike(json_of(text.encode("utf-8", "surrogatepass"), ""), json.loads(text))


@pytest.mark.parametrize("text", [*ODD, "[" * DEEP + "]" * DEEP])
def test_odd_json_is_read_as_python_reads_it(text: str) -> None:
    assert alike(json_of(text.encode(), ""), json.loads(text))


@pytest.mark.parametrize("text", [*NONE, "[" * 10**6])
def test_what_is_no_json_is_refused_and_said_by_its_path(text: str) -> None:
    with pytest.raises(MalformedError, match="/list"):
        json_of(text.encode(), "/list")
