"""Ask a person for the fingerprint of the plan that was signed off."""

from __future__ import annotations

import sys

import click

from hardener.remedy.plan import Plan


def expected(path: str, plan: Plan, fingerprint: str | None) -> None:
    """Raise `ClickException` where the plan is not the one whose fingerprint was given, or none can be asked for."""
    if fingerprint is None and not sys.stdin.isatty():
        raise click.ClickException(
            f"{path}: there is no terminal to ask for the plan's fingerprint on: add --expect FINGERPRINT"
        )
    if fingerprint is not None and fingerprint.strip().casefold() != plan.fingerprint:
        raise click.ClickException(f"{path}: it is not the plan with fingerprint {fingerprint!r}; nothing was changed")


def ask(path: str, plan: Plan) -> None:
    """Ask a person for the fingerprint of what they signed off. Raises `ClickException`."""
    expected(path, plan, click.prompt("Fingerprint of the plan that was signed off", err=True))
