"""Which signals the commands of these tests hear: under `nohup` what hangs up is heard by nobody, and is not to be."""

from __future__ import annotations

import signal
from collections.abc import Sequence

import pytest


def heard(*numbers: signal.Signals) -> Sequence[object]:
    """Return parameters for a test by signal, skipped aloud where nobody hears it."""
    return [
        pytest.param(
            number,
            id=number.name,
            marks=pytest.mark.skipif(
                signal.getsignal(number) is signal.SIG_IGN,
                reason=f"these tests were begun so that nobody hears {number.name}",
            ),
        )
        for number in numbers
    ]
