"""What is said of a secret that is missing tells what to do, and looks like no secret itself."""

from __future__ import annotations

import pytest
from keyring.backends import null

from hardener import redact
from hardener.errors import SecretError
from hardener.secrets import Secrets


@pytest.mark.unit
@pytest.mark.parametrize("name", ["refresh_token", "client_secret", "password"])
def test_what_to_do_about_a_secret_is_not_taken_for_one(name: str) -> None:
    with pytest.raises(SecretError) as refused:
        Secrets({}, null.Keyring()).get("main", name)  # type: ignore[no-untyped-call]  # of keyring
    said = str(refused.value)
    assert redact.text(said) == said
    assert f"HARDENER_MAIN_{name.upper()}" in said
