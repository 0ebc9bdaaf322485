"""A message arrives at real servers, or why it did not is said in a line without the address."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from tests.notify.made import post_office, text_of, webhook
from tests.notify.test_safe import HOSTILE, MARKUP
from tests.waiting import LONG, free_port

from hardener.notify.channel import refusal, send
from hardener.notify.news import Item, Sort
from hardener.notify.text import Message, compose

PLAIN = Message(title="Tue 10:30 Baby Storytime: 1 thing to fix", body="first line\n\n  ! second line")
LOUD = """\
import logging, sys
from hardener.notify.channel import Message, send
logging.basicConfig(level=logging.DEBUG)
print(send(Message(title="t", body="b"), sys.argv[1], deadline=float(sys.argv[2])))
"""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def hostile() -> Message:
    items = [Item(sort=Sort.FAILING, text=f"People of {t} can chat", program=t, start=NOW, by_hand=t) for t in HOSTILE]
    made = compose(items, library=HOSTILE[0], zone=UTC, made=NOW)
    assert made is not None
    return made


def test_a_webhook_gets_title_and_body_as_they_are() -> None:
    with webhook() as there:
        assert send(PLAIN, there.url()) == ""
        assert send(PLAIN.model_copy(update={"urgent": True}), there.url()) == ""
    assert [(b["title"], b["message"], b["type"]) for b in there.bodies] == [
        (PLAIN.title, PLAIN.body, "info"), (PLAIN.title, PLAIN.body, "warning"),
    ]  # fmt: skip
    assert "apprise" not in str(there.bodies).casefold()


def test_hostile_titles_arrive_without_a_meaning() -> None:
    with webhook() as there:
        assert send(hostile(), there.url()) == ""
    (body,) = there.bodies
    for line in (body["title"], *body["message"].splitlines()):
        assert not MARKUP.search(line), line
    assert "778899" not in body["message"]


def test_a_mail_arrives_as_plain_text_and_harmless_html() -> None:
    with post_office() as there:
        url = f"mailto://story:Pa55word@127.0.0.1:{there.port}/?from=story@example.org&to=it@example.org&mode=insecure"
        assert send(PLAIN, url) == ""
        assert send(hostile(), f"{url}&format=html") == ""
    mail, other = there.mails
    assert (mail["Subject"], mail["To"]) == (PLAIN.title, "it@example.org")
    assert text_of(mail, "text/plain").splitlines() == PLAIN.body.splitlines()
    html = text_of(other, "text/html")
    assert "hardener" in html
    assert not any(sign in html for sign in ("<script", "<img", "<a ", "http://", "https://", "<b>Story", "@everyone"))


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_refusal_is_one_line_without_the_address(status: int) -> None:
    with webhook(status=status) as there:
        said = send(PLAIN, there.url("?+X-Key=HeaderSecret"))
    assert str(status) in said
    assert "\n" not in said
    assert "T0psecretPath" not in said
    assert "HeaderSecret" not in said


def test_a_channel_that_is_down_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    said = send(PLAIN, f"json://user:Pa55word@127.0.0.1:{port}/T0psecretPath")
    mailed = send(PLAIN, f"mailto://story:Pa55word@127.0.0.1:{port}/?from=a@example.org&to=b@example.org")
    assert "onnection error" in said
    assert "onnection error" in mailed
    for secret in ("Pa55word", "T0psecretPath"):
        assert secret not in said + mailed
    assert capfd.readouterr() == ("", "")


def loud(url: str, deadline: float) -> tuple[str, str]:
    """Send in a process of its own that logs everything; return what it says and logs."""
    words = [sys.executable, "-c", LOUD, url, str(deadline)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=LONG, check=True)
    return done.stdout, done.stderr


def test_an_answer_that_never_ends_is_waited_for_neither_by_us_nor_by_the_end_of_the_process() -> None:
    with webhook(drips=True) as there:
        for deadline in (0.3, 3.5, 35.5):  # on a busy machine the first may be over before anything is sent
            assert loud(there.url(), deadline)[0] == f"no answer in {deadline} seconds\n"
            if there.bodies:
                break
    assert there.bodies


def test_what_apprise_logs_is_seen_by_nobody() -> None:
    with webhook(status=500) as there:
        said, logged = loud(there.url("?+X-Key=HeaderSecret"), 30)
    assert "500" in said
    assert "hardener.notify:sent in" in logged
    assert "apprise:" not in logged
    assert "HeaderSecret" not in said + logged


@pytest.mark.parametrize(
    "url", ["", "nonsense", "nosuch://Pa55word", "slack://Pa55word", "https://example.org/Pa55word"]
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    said = refusal(url)
    assert "no address that Apprise can use" in said
    assert send(PLAIN, url) == said
    assert "Pa55word" not in said
    assert capfd.readouterr() == ("", "")


def test_addresses_of_the_usual_services_are_known() -> None:
    for url in (
        "mailto://user:pass@example.org", "json://example.org/x", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "workflows://example.org:443/643a8sv/signature/",
    ):  # fmt: skip
        assert refusal(url) == "", url
