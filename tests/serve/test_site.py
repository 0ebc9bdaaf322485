"""The served pages, through the installed command and real HTTP: who comes in, what a form does, and what never is."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import at_once
from tests.end_to_end.library import Library, library, small, story
from tests.serve.served import Pages, served
from tests.waiting import LONG

pytestmark = pytest.mark.process
HOSTILE = '<script>alert("1")</script> =1+1'


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path, small(story(81, auto_recording="cloud", topic=HOSTILE))) as opened:
        yield opened


def test_whoever_looks_sees_the_week_and_changes_nothing(made: Library) -> None:
    with served(made) as pages:
        assert requests.get(pages.url, timeout=LONG).status_code == 401
        pages.come_in()
        week = pages.page("/", after="Day by day")
        assert "<script" not in week
        assert "alert(" in week, "the title is there, as text"
        assert pages.send("/plan", **{"allow-shared": "on"}).status_code == 200
        plan = pages.page("/plan", after="Plan to be signed off")
        assert "Make these changes" not in plan
        for path in ("/apply", "/undo/1"):
            assert pages.send(path).status_code == 404
        assert "Nothing so far." in pages.page("/history")
        assert "Nothing is." in pages.page("/waivers")
    assert not made.sent("PATCH", "PUT", "DELETE")


def test_a_plan_is_agreed_to_carried_out_and_taken_back(made: Library) -> None:
    with served(made, "--allow-apply") as pages:
        pages.come_in()
        pages.page("/")
        pages.send("/plan")
        plan = pages.page("/plan", after="Make these changes")
        (fingerprint,) = re.findall(r'name="fingerprint" value="(\w+)"', plan)
        pages.send("/apply", fingerprint="0" * 12, sure="on")
        assert "there is another plan by now" in pages.page("/history")
        assert not made.sent("PATCH", "PUT", "DELETE")
        pages.send("/apply", fingerprint=fingerprint, sure="on", reason="asked <b>by</b> the board")
        told = pages.page("/history", after="Changed, run")
        assert "asked &lt;b&gt;by&lt;/b&gt; the board" in told
        assert made.zoom.world.programs[81].settings["auto_recording"] == "none"
        (run,) = re.findall(r'href="/undo/(\d+)"', told)
        assert "get back the value" in pages.page(f"/undo/{run}")
        pages.send(f"/undo/{run}")
        pages.page("/history", after="Put back, run")
    assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"


def test_what_changed_meanwhile_is_looked_at_again_first(made: Library) -> None:
    with served(made, "--allow-apply") as pages:
        pages.come_in()
        pages.page("/")
        pages.send("/plan")
        (fingerprint,) = re.findall(r'name="fingerprint" value="(\w+)"', pages.page("/plan", after="Make these"))
        made.zoom.world.programs[81].settings["auto_recording"] = "local"
        pages.send("/apply", fingerprint=fingerprint, sure="on")
        assert "no longer what you saw" in pages.page("/history")
    assert not made.sent("PATCH", "PUT", "DELETE")


def test_a_link_is_good_once_and_the_next_is_printed(made: Library) -> None:
    with served(made) as pages:
        pages.come_in()
        (word,) = re.findall(r"word=([\w-]+)", pages.link)
        again = requests.post(f"{pages.url}/login", {"word": word}, timeout=LONG)
        assert (again.status_code, "used up" in again.text) == (403, True)


def test_no_other_site_can_send_a_form_and_no_other_name_is_answered(made: Library) -> None:
    with served(made, "--allow-apply") as pages:
        pages.come_in()
        pages.page("/")
        for form in ("", "x", "é" * 43):
            assert pages.browser.post(f"{pages.url}/plan", {"form": form}, timeout=LONG).status_code == 403
        for host in ("evil.example", "127.0.0.1", "localhost:1"):
            assert pages.browser.get(pages.url, headers={"Host": host}, timeout=LONG).status_code == 421
        answer = pages.browser.get(pages.url, timeout=LONG)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        (cookie,) = [c for c in pages.browser.cookies if c.name == "hardener"]
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "Strict"
        assert requests.get(pages.url, cookies={"hardener": "guessed"}, timeout=LONG).status_code == 401
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"hardener={cookie.value}"}
        status, _ = at_once.post(int(pages.url.rpartition(":")[2]), "/plan", headers, b"form=" + b"x" * 100_000)
        assert status in {403, 413}


def test_behind_a_proxy_its_header_says_who_may_do_what(made: Library) -> None:
    path = made.folder / "hardener.toml"
    path.write_text(f'{path.read_text()}\n[serve]\nproxies = ["127.0.0.1"]\nhost = "pages.library.example"\n')
    with served(made, "--allow-apply") as pages:
        name = {"Host": "pages.library.example"}
        assert requests.get(pages.url, headers=name, timeout=LONG).status_code == 403
        assert requests.get(pages.url, headers={**name, "X-Hardener-Role": "king"}, timeout=LONG).status_code == 403
        for role, may in (("viewer", 403), ("operator", 200)):
            who = {**name, "X-Hardener-Role": role, "X-Hardener-Name": "anna"}
            seen = requests.get(f"{pages.url}/plan", headers=who, timeout=LONG)
            (form, *_) = re.findall(r'name="form" value="([\w-]+)"', seen.text)
            given = {"hardener": seen.cookies["hardener"]}
            sent = requests.post(
                f"{pages.url}/apply", {"form": form}, headers=who, cookies=given, timeout=LONG, allow_redirects=False
            )  # fmt: skip
            assert sent.status_code == (303 if may == 200 else may)


def test_a_port_that_is_taken_is_one_clear_line(made: Library) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ran = made.run("serve", "--port", str(other.getsockname()[1]), expect=2)
    assert "try --port 0" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_watch_and_the_pages_can_be_one_process(made: Library) -> None:
    process = made.start("watch", "--serve", "0")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        pages = Pages(line.split()[-1].partition("/login")[0], line.split()[-1], made, [line], requests.Session())
        pages.come_in()
        pages.page("/", after="Day by day")
        assert pages.send("/apply").status_code == 404
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=LONG)
    assert process.returncode == 0, err
    assert "the watch has ended" in err
