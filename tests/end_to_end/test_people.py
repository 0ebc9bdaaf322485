"""Mail to people through the installed command and a real mail server: what each gets, once, and what nobody may see."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.adapters.teams import made as teams_made
from tests.end_to_end import meet_library, webex_library
from tests.end_to_end.library import Library, library, small, story
from tests.inbox import inbox
from tests.mailbox import Mailbox, html, mailbox, plain
from tests.waiting import LONG, until

from hardener.platform import spelled
from hardener.store import Store
from hardener.store import tables as t
from hardener_meet.simulator import library_seed as meet_seed
from hardener_teams.simulator import library_seed as teams_seed

pytestmark = pytest.mark.process

OPEN: dict[str, Any] = {
    "waiting_room": False,
    "approval_type": 2,
    "disable_participant_video": False,
    "participant_video": True,
}
"""Anyone with the link can turn on a camera."""
STAFF = """
[people]
manager = "manager@library.example"
it = ["it@library.example", "desk@library.example"]
"""
HOSTS = '\n[people.hosts]\nstory = "anna@library.example"\n'
HOSTILE = "Baby \r\nBcc: all@evil.example <b>x</b> https://zoom.us/j/811?pwd=hunter2 www.evil.example"


@contextmanager
def told(folder: Path, seed: dict[str, Any], more: str) -> Iterator[tuple[Library, Mailbox]]:
    """A library whose mail goes to a mailbox."""
    with mailbox() as box, library(folder, seed, more=more) as made:
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = box.url
        yield made, box


def subjects(messages: list[EmailMessage]) -> list[str]:
    return [str(message["Subject"]) for message in messages]


def test_a_host_is_told_once_what_to_close(tmp_path: Path) -> None:
    seed = small(
        story(81, days=0.9, topic=HOSTILE, **OPEN), story(82, days=0.9, topic="Right"), story(83, days=5, **OPEN)
    )
    with told(tmp_path, seed, HOSTS) as (made, box):
        first = made.run("-vv", "watch", "--once")
        again = made.run("watch", "--once")
        ((readers, message),) = box.came
        assert readers == ["anna@library.example"], "one program starts tomorrow and is not right"
        assert re.search(r"(Today|Tomorrow) \d+:\d\d [ap]m: Baby .*, \d+ things to close$", message["Subject"])
        text, page = plain(message), html(message)
        assert "Anyone with the link can turn on a camera" in " ".join(text.split())
        assert re.search(r"Meetings \S Baby .*Edit", " ".join(text.split()))
        assert "Families notice: they may have to sign up again" in text
        assert "hardener looked" in text
        assert max(map(len, text.splitlines())) <= 72
        assert "<bdi>Baby" in page
        for hostile in ("hunter2", "zoom.us/j", "evil.example", "<b>x", "Bcc: all@", "http", "src=", "s3cretpw"):
            assert hostile not in text + page + str(message["Subject"])
        assert message["Bcc"] is None
        shown = made.run("audit", "--format", "json").out + made.run("history").out
        everything = first.out + first.err + again.out + again.err + shown
        assert "anna@library" not in everything
        if Path(made.place).exists():
            assert b"anna@library" not in Path(made.place).read_bytes()


def test_a_program_that_is_ready_is_told_only_where_that_is_wanted(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81, days=0.9)), "\n[people]\nready = true\n" + HOSTS) as (made, box):
        made.run("watch", "--once", expect=0)
        (message,) = box.to("anna@library.example")
        assert str(message["Subject"]).endswith("Baby Storytime is ready")
        assert "matches your storytime settings. Nothing to do." in " ".join(plain(message).split())


def test_what_only_it_can_close_is_left_out_of_a_hosts_mail(tmp_path: Path) -> None:
    seed = small(story(81, days=0.9, auto_recording="cloud"))
    settings = {k: dict(v) for k, v in seed["account"]["settings"].items()}
    settings["in_meeting"]["allow_participants_to_rename"] = True
    seed["account"] = {**seed["account"], "settings": settings}
    with told(tmp_path, seed, HOSTS) as (made, box):
        assert ("81", "chan.rename_self") in {k for k, f in made.findings().items() if f["status"] == "fail"}
        made.run("watch", "--once", expect=1)
        (message,) = box.to("anna@library.example")
        assert "1 thing to fix" in str(message["Subject"])
        assert "name" not in plain(message).partition("To close it".upper())[2].partition("Families")[0].casefold()


def test_the_platform_says_where_a_host_gets_mail_and_nobody_else_hears_of_it(tmp_path: Path) -> None:
    seed = small(story(81, days=0.9, auto_recording="cloud"))
    with told(tmp_path, seed, "\n[people]\nfrom_platform = true\n") as (made, box):
        ran = made.run("-vv", "watch", "--once", expect=1)
        assert len(box.to("story@example.org")) == 1
        shown = made.run("audit", "--format", "json").out + made.run("history", "81").out + ran.out + ran.err
        made.run("snapshot", "kept.snapshot")
        kept = (tmp_path / "kept.snapshot").read_bytes()
        assert "story@example" not in shown
        assert b"story@example" not in kept
        if Path(made.place).exists():
            assert b"story@example" not in Path(made.place).read_bytes()


def test_without_the_librarys_word_nobody_is_written_to(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81, days=0.9, auto_recording="cloud")), STAFF) as (made, box):
        made.run("watch", "--once", expect=1)
        assert box.came == []


def test_it_hears_at_once_and_a_channel_gets_two_sentences(tmp_path: Path) -> None:
    heard: list[dict[str, Any]] = []
    with (
        inbox(heard.append) as url,
        told(tmp_path, small(story(81, days=0.9, topic="Baby <!channel>")), f"\n[notify.staff]\n{STAFF}") as (
            made,
            box,
        ),
    ):
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=0)
        assert (box.came, heard) == ([], [])
        made.zoom.world.programs[81].settings.update(OPEN)
        made.run("watch", "--once", expect=1)
        assert sorted(readers for readers, _ in box.came) == [
            ["it@library.example", "desk@library.example"],
            ["manager@library.example"],
        ]
        (message,) = box.to("it@library.example")
        assert str(message["Subject"]).startswith("NOW OPEN TO STRANGERS: Baby ")
        text = " ".join(plain(message).split())
        assert "Anyone with the link can turn on a camera" in text
        assert "has another setting: waiting room: " in text
        assert "Not by hardener. story can close it: Meetings " in text
        (said,) = heard
        assert said["title"] == message["Subject"]
        assert " ".join(said["message"].split()) in text
        assert said["message"].rstrip().count(". ") == 1, "two sentences"
        assert "close it" not in said["message"]
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        made.run("watch", "--once", expect=1)
        assert len(box.came) == 2, "it was open before"
        assert "NOW OPEN" not in heard[-1]["title"]


def aged(made: Library, days: int) -> None:
    """Make everything that the watch remembers so many days older."""
    with Store(made.place) as store, store.writing() as connection:
        for row in connection.execute(select(t.run)).all():
            moments = {"began": row.began - timedelta(days=days), "ended": row.ended - timedelta(days=days)}
            connection.execute(update(t.run).where(t.run.c.id == row.id).values(**moments))
        for row in connection.execute(select(t.note).where(t.note.c.key.startswith("watch "))).all():
            if re.fullmatch(r"\d{4}-.*T.*", row.text):
                moved = re.sub(r"^\S+", lambda found: shifted(found[0], days), row.text)
                connection.execute(update(t.note).where(t.note.c.key == row.key).values(text=moved))


def shifted(moment: str, days: int) -> str:
    return (datetime.fromisoformat(moment) - timedelta(days=days)).isoformat()


def test_the_managers_week_is_made_once_with_the_week_before(tmp_path: Path) -> None:
    seed = small(story(81, days=3, topic="Family Storytime", **OPEN), story(82, days=4, topic="Toddler Storytime"))
    with told(tmp_path, seed, STAFF) as (made, box):
        made.run("watch", "--once", expect=1)
        assert box.came == [], "the first week begins now"
        aged(made, 7)
        made.zoom.world.programs[82].settings.update(OPEN)
        made.run("watch", "--once", expect=1)
        week = [m for m in box.to("manager@library.example") if "NOW OPEN" not in str(m["Subject"])]
        (message,) = week
        assert message["Subject"] == "Online programs: 2 of 2 open to strangers"
        text = plain(message)
        lines = text.splitlines()
        assert text.index("CLOSE THESE FIRST") < text.index("programs")
        assert any(re.match(r"\s+open to strangers\s+2\s+1$", line) for line in lines), text
        assert any(re.match(r"\s+ready\s+0\s+1$", line) for line in lines), text
        assert re.search(r"^1\. ", text, re.MULTILINE)
        assert "<table>" in html(message)
        made.run("watch", "--once", expect=0)
        assert len([m for m in box.to("manager@library.example") if "NOW OPEN" not in str(m["Subject"])]) == 1


def test_killed_after_the_letter_was_taken_it_may_come_twice_and_no_more(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81, days=0.9, auto_recording="cloud")), HOSTS) as (made, box):
        process = made.start("watch", "--once")
        box.then = lambda: process.send_signal(signal.SIGKILL)
        assert process.wait(LONG) == -signal.SIGKILL
        process.communicate()
        box.then = lambda: None
        assert len(box.came) == 1

        def told_again() -> bool:
            made.run("watch", "--once")
            return len(box.came) > 1

        until(told_again, "the lease of the dead was never over")
        first, second = box.to("anna@library.example")
        assert first["Message-ID"] == second["Message-ID"], "a mail program shows it once"
        made.run("watch", "--once")
        assert len(box.came) == 2


def test_two_watches_at_once_send_one(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81, days=0.9, auto_recording="cloud")), HOSTS) as (made, box):
        both = [made.start("watch") for _ in range(2)]
        try:
            until(lambda: box.came)
            time.sleep(3)
        finally:
            for process in both:
                process.terminate()
                process.communicate(timeout=LONG)
        assert len(box.came) == 1


def test_a_letter_that_is_not_taken_waits_and_says_why_without_the_address(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81, days=0.9, auto_recording="cloud")), HOSTS) as (made, box):
        box.refuses = "550 5.1.1 <anna@library.example> nobody of that name"
        ran = made.run("watch", "--once", expect=1)
        assert "does not take mail for this address (550)" in ran.err
        shown = made.run("notify", "list", expect=0).out
        assert re.search(
            r"^mail +letters to people +environment variable HARDENER_NOTIFY_MAIL_URL +1 waiting", shown, re.MULTILINE
        )
        assert "anna@library" not in ran.err + shown
        box.refuses = ""
        with Store(made.place) as store, store.writing() as connection:
            connection.execute(update(t.letter).values(next_try=None))
        made.run("watch", "--once", expect=1)
        assert len(box.to("anna@library.example")) == 1


def test_a_letter_to_a_server_elsewhere_goes_by_tls_or_not_at_all(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81)), STAFF) as (made, _):
        for bad in (
            "mailto://a:b@example.org",
            "smtp://example.org/",
            "smtps://u:p@example.org/?from=x%0dy@example.org",
        ):
            ran = made.run("notify", "set", "mail", text=f"{bad}\n", expect=2)
            assert "this is no address of a mail server" in ran.err
            assert "example.org/?from=x" not in ran.err


def test_mail_is_tried_by_hand(tmp_path: Path) -> None:
    with told(tmp_path, small(story(81)), STAFF) as (made, box):
        assert "mail: arrived" in made.run("notify", "test", "mail", expect=0).out
        assert subjects(box.to("it@library.example")) == ["A test of hardener's mail"]
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = "smtp://anna:hunter2@127.0.0.1:9/?from=hardener@library.example"
        ran = made.run("notify", "test", "mail", expect=3)
        assert "did not arrive" in ran.err
        assert "hunter2" not in ran.err
        shown = made.run("schedule", "print", "systemd", expect=0).out
        assert "hardener.notify-mail.url" in shown


@contextmanager
def switch(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A dead man's switch; yield its address and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/ping/5ec2e7-uuid", asked
        finally:
            server.shutdown()
            thread.join()


PING = "\n[notify]\nping = true\n"


def test_a_switch_outside_hears_of_each_look_at_everything(tmp_path: Path) -> None:
    with switch() as (url, asked), library(tmp_path, small(story(81)), more=PING) as made:
        made.environ["HARDENER_NOTIFY_PING_URL"] = url
        ran = made.run("-vv", "watch", "--once", expect=0)
        made.run("watch", "--once", expect=0)
        assert asked == ["/ping/5ec2e7-uuid"], "the second was no look at everything"
        made.run("audit", "baby", expect=0)
        assert len(asked) == 1
        made.run("audit", expect=0)
        assert asked[1:] == ["/ping/5ec2e7-uuid"]
        made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "wrong"
        made.run("audit")
        assert asked[2:] == ["/ping/5ec2e7-uuid/fail"]
        assert "5ec2e7" not in ran.err
        assert "ping: arrived" in made.run("notify", "test", "ping", expect=0).out


def test_a_switch_that_fails_harms_no_look(tmp_path: Path) -> None:
    with switch(500) as (url, asked), library(tmp_path, small(story(81)), more=PING) as made:
        made.environ["HARDENER_NOTIFY_PING_URL"] = url
        began = time.monotonic()
        ran = made.run("watch", "--once", expect=0)
        assert time.monotonic() - began < 60
        assert asked
        assert "ping: " in ran.err
        assert "5ec2e7" not in ran.err
        del made.environ["HARDENER_NOTIFY_PING_URL"]
        assert "HARDENER_NOTIFY_PING_URL" in made.run("audit", expect=0).err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[people]\nmanager = "anna"', "people.manager number 1: this is no e-mail address"),
        ('[people]\nit = ["a@b.org\\nBcc: x@y.org"]', "people.it number 1: this is no e-mail address"),
        ('[people]\nbefore = "soon"', "people.before: 'soon' is no length of time"),
        ('[people]\nbefore = "25:00"', "people.before: '25:00' is no hour"),
        ('[people]\nbefore = "30d"', "people.before: give a time from 1h to 7d"),
        ('[people]\ndigest = "8:00"', "is no day and hour; write it like monday 8:00"),
        ('[people]\nhosts = {"anna@example.org" = "anna@example.org"}', "people.hosts: name a host by the part before"),
        ("[people]\nboss = 1", "people.boss: unknown key"),
        ('[people]\nit = "a@example.org"\n[notify.mail]', "call the channel otherwise"),
        ('[notify]\nping = "https://hc.example/abc"', "hardener notify set ping"),
    ],
)
def test_a_mistake_in_its_configuration_is_one_clear_line(tmp_path: Path, more: str, said: str) -> None:
    with library(tmp_path, small(story(81)), more=f"\n{more}\n") as made:
        ran = made.run("watch", "--once", expect=2)
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        assert "hc.example/abc" not in json.dumps(ran.err)


@pytest.mark.parametrize("vendor", ["webex", "teams"])
def test_each_platform_says_where_its_hosts_get_mail(tmp_path: Path, vendor: str) -> None:
    people = '\n[people]\nfrom_platform = true\nbefore = "7d"\n'
    with mailbox() as box, ExitStack() as stack:
        made: Any = stack.enter_context(elsewhere(vendor, tmp_path))
        with (tmp_path / "hardener.toml").open("a") as file:
            file.write(people)
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = box.url
        ran = made.run("-vv", "watch", "--once")
        readers = {address for to, _ in box.came for address in to}
        assert readers, ran.err
        for message in (message for _, message in box.came):
            assert spelled(vendor) in plain(message)
        everything = ran.out + ran.err + made.run("audit", "--format", "json").out
        for address in readers:
            assert address not in everything
            assert address.encode() not in (tmp_path / "hardener.sqlite3").read_bytes()


def elsewhere(vendor: str, folder: Path) -> Any:
    """A library on another platform, with programs of the next day that are not right."""
    if vendor == "webex":
        wrong = webex_library.story("a1", days=0.9, values={"enabledAutoRecordMeeting": True})
        return webex_library.library(folder, webex_library.small(wrong))
    return teams_made.library(folder, teams_seed(datetime.now(UTC)))


def test_a_calendar_of_nobodys_has_no_address(tmp_path: Path) -> None:
    people = "[people]\nfrom_platform = true\n"
    with mailbox() as box, meet_library.library(tmp_path, meet_seed(datetime.now(UTC))) as made:
        with (tmp_path / "hardener.toml").open("a") as file:
            file.write(people)
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = box.url
        made.run("watch", "--once")
        assert box.came == []
