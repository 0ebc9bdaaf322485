"""A running `hardener serve`, and somebody who comes in: by the installed command and real HTTP."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from tests.end_to_end.library import Library
from tests.waiting import LONG, until


@dataclass
class Pages:
    """A running server, and somebody's browser."""

    url: str
    link: str
    made: Library
    out: list[str]
    browser: requests.Session

    def come_in(self) -> None:
        """Press the button that the link leads to."""
        (word,) = re.findall(r"word=([\w-]+)", self.link)
        assert 'name="word"' in self.browser.get(self.link, timeout=LONG).text
        answer = self.browser.post(f"{self.url}/login", {"word": word}, timeout=LONG)
        assert answer.status_code == 200, answer.text

    def page(self, path: str, *, after: str = "") -> str:
        """Return a page, once nothing is being done any more."""
        text = ""

        def done() -> bool:
            nonlocal text
            text = self.browser.get(f"{self.url}{path}", timeout=LONG).text
            return " …</b>" not in text

        until(done, "it was never done")
        assert after in text, text
        return text

    def send(self, path: str, **given: str) -> requests.Response:
        """Send a form as the page has it."""
        (form, *_) = re.findall(r'name="form" value="([\w-]+)"', self.page("/plan"))
        return self.browser.post(f"{self.url}{path}", {"form": form, **given}, timeout=LONG)


@contextmanager
def served(made: Library, *words: str) -> Iterator[Pages]:
    """Serve a library's pages until the block ends."""
    process = made.start("serve", "--port", "0", *words)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        (url,) = re.findall(r"http://127\.0\.0\.1:\d+", line) or re.findall(r"port (\d+)", line)
        url = url if url.startswith("http") else f"http://127.0.0.1:{url}"
        yield Pages(url, line.rpartition(" ")[2].strip(), made, [line], requests.Session())
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=LONG)
        assert process.returncode == 0, err
        assert "Traceback" not in err, err
