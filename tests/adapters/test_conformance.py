"""The installed adapters hold to what every adapter must hold to."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.adapters.conformance")

from tests.adapters.conformance import *  # noqa: E402, F403 - the suite is written to be taken whole
