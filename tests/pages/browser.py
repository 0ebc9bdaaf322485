"""A headless Chromium, and axe-core, where this machine has them; where it has not, tests say so and are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

AXE = "HARDENER_TEST_AXE"
"""Names the file of axe-core, and demands that these tests run: what is missing then is a failure."""


def found() -> tuple[str, str]:
    """Return where Chromium and the text of axe-core are. Skips the test where they are not."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    axe = Path(os.environ.get(AXE, "axe.min.js"))
    if chromium and axe.is_file():
        return chromium, axe.read_text(encoding="utf-8")
    missing = " and ".join(name for name, there in (("Chromium", chromium), ("axe-core", axe.is_file())) if not there)
    assert AXE not in os.environ, f"{missing} is not there, and {AXE} is set"
    pytest.skip(f"pages were NOT looked at: {missing} is not there; see the gate, .ci/run")


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Yield a browser that ends with the block."""
    # As root, which the gate may be, Chromium starts only without its own sandbox; the pages are ours.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, **how: Any) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page and the addresses of all that it asked for."""
    context = browser.new_context(**how)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        yield page, asked
    finally:
        context.close()
