"""What every adapter must hold to, asked of one whose programs are always there: it is found by its entry point alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_a_platform_of_rooms_without_a_start_holds_to_what_every_adapter_must() -> None:
    """In a process of its own: here the platform is not installed."""
    words = ["-q", "-n0", "-p", "no:cacheprovider", "-k", "toy", str(TESTS / "adapters" / "conformance.py")]
    environ = {**os.environ, "PYTHONPATH": str(TESTS / "toy")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=TESTS.parent,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
