"""What tests of several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores


@pytest.fixture(params=stores.KINDS)
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where to keep things: every test that asks runs on both databases."""
    with stores.place(request.param, tmp_path) as place:
        yield place
