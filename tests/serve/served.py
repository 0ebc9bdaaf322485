"""A running `hardener serve`, and somebody who comes in: by the installed command and real HTTP."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from tests.command import COMMAND
from tests.end_to_end.library import Library


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
        assert 'name="word"' in self.browser.get(self.link, timeout=30).text
        answer = self.browser.post(f"{self.url}/login", {"word": word}, timeout=30)
        assert answer.status_code == 200, answer.text

    def page(self, path: str, *, after: str = "") -> str:
        """Return a page, once nothing is being done any more."""
        for _ in range(200):
            text = self.browser.get(f"{self.url}{path}", timeout=60).text
            if " …</b>" not in text:
                break
            time.sleep(0.2)
        assert after in text, text
        return text

    def send(self, path: str, **given: str) -> requests.Response:
        """Send a form as the page has it."""
        (form, *_) = re.findall(r'name="form" value="([\w-]+)"', self.page("/plan"))
        return self.browser.post(f"{self.url}{path}", {"form": form, **given}, timeout=60)


@contextmanager
def served(made: Library, *words: str) -> Iterator[Pages]:
    """Serve a library's pages until the block ends."""
    process = subprocess.Popen(
        [str(COMMAND), "serve", "--port", "0", *words], cwd=made.folder, env={**made.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        (url,) = re.findall(r"http://127\.0\.0\.1:\d+", line) or re.findall(r"port (\d+)", line)
        url = url if url.startswith("http") else f"http://127.0.0.1:{url}"
        yield Pages(url, line.rpartition(" ")[2].strip(), made, [line], requests.Session())
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert "Traceback" not in err, err
