"""What tests of several folders share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

pytest.register_assert_rewrite("tests.adapters.conformance")

from tests import stores  # noqa: E402 - after what is to be rewritten was named

# The commands that tests start by the thousand shall keep what Python compiled of them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# No test asserts a time: on a machine that has other work, what is right would fail.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, in whatever order chance has put the rest: nobody waits for one test at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(params=stores.KINDS)
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where to keep things: every test that asks runs on both databases."""
    with stores.place(request.param, tmp_path) as place:
        yield place
