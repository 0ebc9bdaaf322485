"""A vendor that is not there: each answer is given once, without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import responses


@contextmanager
def answered() -> Iterator[responses.RequestsMock]:
    """Yield where answers are put. All is asked through a proxy, so that `requests` sends it, which it stands in for."""
    with pytest.MonkeyPatch.context() as patch, responses.RequestsMock() as mock:
        for name in ("no_proxy", "NO_PROXY"):
            patch.delenv(name, raising=False)
        for name in ("https_proxy", "HTTPS_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        yield mock
