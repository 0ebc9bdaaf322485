"""The installed adapters hold to what every adapter must hold to."""

from __future__ import annotations

from tests.adapters.conformance import *  # noqa: F403 - the suite is written to be taken whole
