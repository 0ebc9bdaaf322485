"""What tests of several folders share."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

pytest.register_assert_rewrite("tests.adapters.conformance", "tests.adapters.rows")

from hardener import redact  # noqa: E402 - the same
from tests import stores  # noqa: E402 - after what is to be rewritten was named

# The commands that tests start by the thousand shall keep what Python compiled of them, and so shall every worker: to
# make the tests' asserts ready takes longer than to read all else.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


# No test asserts a time: on a machine that has other work, what is right would fail.
hypothesis.settings.register_profile("untimed", deadline=None, max_examples=50)
hypothesis.settings.load_profile("untimed")
hypothesis.settings.register_profile("quick", deadline=None, max_examples=20)


MEMORY = Path("/dev/shm")
"""A file system in memory, where there is one: the store waits for the disk at each commit."""
ROOM = 4 << 30
"""Bytes that must be free there."""

UNIT = b"pytestmark = pytest.mark.unit"
"""What a file says of all its tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where a person waits; the whole suite tries all of them. Keep files in memory if that can be."""
    if config.option.markexpr == "unit":
        hypothesis.settings.load_profile("quick")
    if _is_of_use(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _is_of_use(folder: Path) -> bool:
    """Tell whether tests can keep their files there, and start programs from them."""
    if not hasattr(os, "statvfs") or not os.access(folder, os.W_OK | os.X_OK):
        return False
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize > ROOM and not about.f_flag & getattr(os, "ST_NOEXEC", 0)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among modules and tests, which stay to the end, neither now nor with each test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read nothing but unit tests where only these are asked for: to import the others takes longer than to run them."""
    if config.option.markexpr != "unit" or not collection_path.name.startswith("test_"):
        return None
    return UNIT not in collection_path.read_bytes() or None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what starts the installed command."""
    if "end_to_end" in item.path.parts:
        item.add_marker(pytest.mark.process)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, in whatever order chance has put the rest: nobody waits for one test at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True, scope="module")
def _links_of_nobody() -> Iterator[None]:
    """Have each file know no links but its own: a process is one library's, and its platforms' links are hidden for good."""
    with redact.alone():
        yield


@pytest.fixture(params=stores.KINDS)
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where to keep things: every test that asks runs on both databases."""
    with stores.place(request.param, tmp_path) as place:
        yield place
