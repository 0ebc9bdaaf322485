"""Java's properties files: what `java.util.Properties` of OpenJDK 17 reads, and not a byte moved but the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener_bigbluebutton.properties import plain, values, with_value

READ = [
    ("a=b", {"a": "b"}),
    ("a = b ", {"a": "b "}),
    ("a:b\r\nc d\re", {"a": "b", "c": "d", "e": ""}),
    ("  # a=b\n!c=d\n\t\fe=f", {"e": "f"}),
    ("a=1\na=2\nA=3", {"a": "2", "A": "3"}),
    ("a=b\\\n   c", {"a": "bc"}),
    ("a=b\\\\\nc=d", {"a": "b\\", "c": "d"}),
    ("# x\\\na=b", {"a": "b"}),
    ("a\\ b\\:c=d\\u0041\\t", {"a b:c": "dA\t"}),
    ("\\u0061=1", {"a": "1"}),
    ("a  =  = b", {"a": "= b"}),
    ("a=b#c", {"a": "b#c"}),
    ("a=\\\n# b", {"a": "# b"}),
]


@pytest.mark.parametrize(("text", "told"), READ)
def test_a_file_is_read_as_java_reads_it(text: str, told: dict[str, str]) -> None:
    assert {key: plain(raw) for key, raw in values(text).items()} == told


@pytest.mark.parametrize("text", ["a=\\u00", "a=\\uzzzz", "\\u1=b"])
def test_a_file_that_java_does_not_take_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="bbb-web does not start"):
        values(text)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a=1\nb=2\na : f\\u0061lse # x", "a=1\nb=2\na : true"),
        ("b=2", "b=2\na=true"),
        ("b=2\r\n", "b=2\r\na=true\r\n"),
        ("", "a=true\n"),
        ("a\nb=2\n", "a=true\nb=2\n"),
        ("a=fal\\\n   se\n# end\n", "a=true\n# end\n"),
    ],
)
def test_only_the_last_value_of_a_key_moves(text: str, after: str) -> None:
    assert with_value(text, "a", "true") == after


@pytest.mark.parametrize("text", ["b=2\\", "b=2\\\n"])
def test_a_file_that_ends_in_the_middle_of_a_line_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="without changing another line"):
        with_value(text, "a", "true")


LINES = st.lists(st.sampled_from(["a=1", "a : x\\\n  y", "b c", "# d=e", "", "  f\\u0041=\\t", "\u00fc=1"]), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(LINES, ENDS, st.booleans(), st.sampled_from(["a", "b", "z"]))
def test_what_was_changed_is_put_back_to_the_last_byte(lines: list[str], end: str, whole: bool, key: str) -> None:
    text = end.join(lines) + (end if whole and lines else "")
    before = values(text)
    changed = with_value(text, key, "true")
    assert values(changed) == {**before, key: "true"}
    assert with_value(changed, key, before.get(key)) == text
