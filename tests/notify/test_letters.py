"""The two forms of a letter: nothing that anybody wrote gets a meaning in either, and mail leaves by TLS only."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from tests.mailbox import mailbox, plain

from hardener.letters.form import Heading, Items, Letter, Steps, Table, Text, letter, named
from hardener.notify import mail

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOSTILE = [
    "a\r\nBcc: x@evil.example",
    "<script>alert(1)</script>",
    '"><img src="http://evil.example/x.png">',
    "https://zoom.us/j/811?pwd=hunter2",
    "zoommtg://zoom.us/join?confno=811",
    "\u202egpj.exe \u2066\u2069\u2068",
    "passcode: 123456",
    "evil.example/path",
    "=cmd|' /C calc'!A0",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_in_both_forms(title: str) -> None:
    said = named(title)
    made = letter(
        f"Tomorrow: {said}",
        [
            Text(f"About {said}."),
            Heading("What"),
            Steps(((said, (said,)),)),
            Items((said,)),
            Table((("a", "b"), (said, "1"))),
        ],
    )
    assert made.title.isprintable()
    both = made.title + made.body + made.html
    for bad in ("hunter2", "http", "evil.example", "<script", "<img", "zoommtg", "123456", "\u202e", "\u2066", "&lt;b"):
        assert bad not in both.replace("<title>", "")
    assert made.html.count("<bdi>") == made.html.count("</bdi>") == 5
    assert not {"\u2068", "\u2069"} & set(both)


def test_a_title_without_anything_says_so() -> None:
    assert letter(named("\u200b"), []).title == "(no title)"


def test_lines_are_at_most_72_columns() -> None:
    long = " ".join(["word"] * 60)
    made = letter("x", [Text(long), Steps(((long, (long,)),)), Items((long,))])
    assert max(map(len, made.body.splitlines())) <= 72


@pytest.mark.parametrize(
    "url",
    [
        "", "mailto://a:b@example.org", "https://example.org/", "smtps://example.org/", "smtps:///?from=a@example.org",
        "smtps://example.org:x/?from=a@example.org", "smtps://example.org/?from=a@example.org%0d%0aBcc:x@y.org",
    ],
)  # fmt: skip
def test_what_is_no_mail_server_is_refused_without_it(url: str) -> None:
    said = mail.send(Letter(title="x", body="y"), url, ["b@example.org"], made=NOW)
    assert said == mail.refusal(url) == mail.UNKNOWN


def test_the_same_letter_has_the_same_id_and_another_reader_another() -> None:
    told = letter("Subject", [Text("Body")])
    with mailbox() as box:
        for to in ("a@example.org", "a@example.org", "b@example.org"):
            assert mail.send(told, box.url, [to], made=NOW) == ""
        first, second, other = (message["Message-ID"] for _, message in box.came)
    assert first == second != other
    assert plain(box.came[0][1]).strip() == "Body"


def test_a_server_that_says_nothing_costs_no_more_than_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"smtp://127.0.0.1:{server.getsockname()[1]}/?from=a@example.org"
        assert mail.send(letter("x", []), url, ["b@example.org"], made=NOW, deadline=1) == "no answer in 1 seconds"
