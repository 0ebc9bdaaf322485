"""What strangers write into a title means nothing to a chat or mail program, and stays readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener import redact
from hardener.report.safe import message, plain

pytestmark = pytest.mark.unit

HOSTILE = (
    "<!channel> <@U123> <http://evil.example/x|storytime>",
    "@everyone @here *bold* _it_ ~no~ `code` | table # head > quote",
    "[sign up here](https://evil.example/login)",
    "<b>Story</b><script>alert(1)</script> &lt;img src=x&gt;",
    "storytime www.evil.example evil.example/join EVIL.EXAMPLE?x zoommtg://x",
    "Story\r\nSubject: free\n\n# Title\u202e\u200b",
    "https://zoom.us/j/123456789?pwd=abcdef passcode: 778899",
)
MARKUP = re.compile(r"[<>\[\]{}*_~`|#@\\^]|&#?\w+;|\w\.[^\W\d_]{2}|[a-z]://|www\.|[\r\n]", re.IGNORECASE)


@pytest.mark.parametrize("title", HOSTILE)
def test_nothing_keeps_a_meaning(title: str) -> None:
    assert not MARKUP.search(message(title, 400)), message(title, 400)


def test_links_are_only_named() -> None:
    assert message("[sign up](https://evil.example/a(b.example/x) now") == "(sign up)((link)((link)) now"
    assert message("see www.evil.example and evil.example/join?x=1 now") == "see (link) and (link) now"
    assert message("javascript:alert(1) mailto:a@b.example") == "(link) (link)"
    assert message(f"{'a' * 40}https://evil.example/x", 100).endswith("(link)")


def test_secrets_and_people_are_gone() -> None:
    said = message("Story https://zoom.us/j/123456789?pwd=abcdef passcode: 778899 anna.smith@example.org", 200)
    assert not any(secret in said for secret in ("123456789", "abcdef", "778899", "example"))


@pytest.mark.parametrize(
    "title", ["Stories & Songs, 10:30 a.m. (ages 3-5)", "Hora de cuentos: ¡hola!", "Год кота, 3.5 hours", "A/B: 1/2"]
)
def test_an_honest_title_stays_as_it_is(title: str) -> None:
    assert message(title) == title


def test_a_title_is_cut_and_a_book_without_spaces_is_not_read_to_its_end() -> None:
    assert message("x" * 500, 20) == "x" * 19 + "…"
    assert message("word " * 5000 + "passcode: 77", 30) == "word word word word word word…"
    assert message("https://evil.example/" * 5000) == ""


@given(st.text(alphabet=st.sampled_from("<>[]()*_~`|#@\\^&;:/.?= \nawhtps1é"), max_size=60))
def test_whatever_is_written(title: str) -> None:
    said = message(title, 400)
    assert not MARKUP.search(said)
    assert message(said, 400) == said


def test_what_is_to_be_hidden_later_is_no_longer_shown_as_it_was() -> None:
    said = "The door is door.later.example/teens and its word is quilted-lamp-77"
    assert plain(said) == said
    redact.learn([r"door\.later\.example/\w"])
    assert plain(said) == "The door is (redacted) and its word is quilted-lamp-77"
    redact.hide("quilted-lamp-77")
    assert plain(said) == "The door is (redacted) and its word is (redacted)"
