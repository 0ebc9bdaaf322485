"""Credentials: asked for on a terminal, kept in the keyring, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.end_to_end import terminal
from tests.end_to_end.library import Library, library, small, story
from tests.waiting import LONG, free_port

KEYS = {"account_id": "acc", "client_id": "cid", "client_secret": "very-secret"}


def without_keys(made: Library, **more: str) -> None:
    """Take the secrets out of the environment."""
    made.environ = {k: v for k, v in made.environ.items() if not k.startswith("HARDENER_MAIN")} | more


def with_ring(made: Library) -> Path:
    ring = made.folder / "ring.json"
    here = str(Path(__file__).parent)
    without_keys(made, PYTHON_KEYRING_BACKEND="ring.Ring", PYTHONPATH=here, TEST_RING=str(ring))
    return ring


def typed(
    made: Library, words: Sequence[str], lines: Sequence[str], seen: Callable[[str], None] = lambda _: None
) -> tuple[int, str]:
    """Run hardener on a terminal, type `lines`, and return its status and what the screen showed."""
    return terminal.typed(made.folder, made.environ, words, lines, seen)


def test_secrets_are_asked_for_kept_in_the_keyring_and_shown_nowhere(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        ring = with_ring(made)
        before = made.run("connect", "main", "--check", expect=3)
        assert before.out.count("MISSING") == 3
        assert made.run("audit", "--all", expect=2).err.count("\n") == 1
        status, screen = typed(made, ("connect", "main"), tuple(KEYS.values()))
        assert status == 0, screen
        assert "logged in" in screen
        assert KEYS["client_secret"] not in screen
        assert set(json.loads(ring.read_text()).values()) == set(KEYS.values())
        for path in tmp_path.iterdir():
            assert path == ring or KEYS["client_secret"].encode() not in path.read_bytes()
        assert "keyring" in made.run("connect", "main", "--check", expect=0).out
        made.run("audit", "--all", expect=0)


def test_without_a_safe_keyring_nothing_is_kept_and_what_to_do_is_said(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        without_keys(made, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring", HOME=str(tmp_path / "home"))
        status, screen = typed(made, ("connect", "main"), tuple(KEYS.values()))
        assert status == 2
        said = " ".join(screen.split())
        assert "Client" not in said, "nobody types a secret that cannot be kept"
        assert "no keyring that is safe" in said
        assert "HARDENER_MAIN_ACCOUNT_ID" in said
        assert "LoadCredential" in said
        for path in tmp_path.rglob("*"):
            assert path.is_dir() or KEYS["client_secret"].encode() not in path.read_bytes()


def test_a_server_may_use_a_credential_directory(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        folder = tmp_path / "credentials"
        folder.mkdir()
        for name, value in KEYS.items():
            (folder / f"hardener.main.{name}").write_text(f"{value}\n")
        without_keys(made, CREDENTIALS_DIRECTORY=str(folder), PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
        assert made.run("connect", "main", "--check", expect=0).out.count("systemd credential") == 3
        made.run("audit", "--all", expect=0)


def test_a_wrong_secret_is_said_and_not_shown(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "wrong-secret-value"
        for words in (("connect", "main", "--check"), ("doctor",), ("audit",)):
            ran = made.run(*words, expect=3)
            assert "wrong-secret-value" not in ran.out + ran.err


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        with_ring(made)
        ran = made.run("connect", "main", expect=2)
        assert "terminal" in ran.err
        assert ran.err.count("\n") == 1


@pytest.fixture
def person() -> dict[str, Any]:
    made = small(story(81))
    scopes = [f"{what}:{verb}" for what in ("user", "meeting", "webinar", "recording") for verb in ("read", "write")]
    made["apps"] = [{"client_id": "own", "client_secret": "own-secret", "scopes": scopes, "user": "h1"}]
    return made


def test_one_person_logs_in_with_a_browser_and_stays_logged_in(tmp_path: Path, person: dict[str, Any]) -> None:
    port = free_port()
    person["apps"][0]["redirect_uris"] = [f"http://127.0.0.1:{port}/"]
    with library(tmp_path, person) as made:
        config = tmp_path / "hardener.toml"
        more = f'auth = "user"\nauthorize_url = "{made.server.url}/oauth/authorize"\nredirect_uri = "http://127.0.0.1:{port}/"\n'
        config.write_text(config.read_text().replace('plan = "business"\n', f'plan = "business"\n{more}'))
        ring = with_ring(made)
        answers: list[int] = []

        def agree(screen: str) -> None:
            found = re.search(r"http://127\S+/oauth/authorize\S+(?=\s)", screen)
            if found and not answers:
                answers.append(requests.get(f"http://127.0.0.1:{port}/?state=forged&code=x", timeout=LONG).status_code)
                answers.append(requests.get(found[0], timeout=LONG).status_code)

        status, screen = typed(made, ("connect", "main", "--no-browser"), ("own", "own-secret"), agree)
        assert status == 0, screen
        assert answers == [404, 200], "an answer to another question is turned away"
        first = json.loads(ring.read_text())["hardener main/refresh_token"]
        for _ in range(2):
            ran = made.run("audit", "--format", "json-flat")
            assert {program["id"] for program in ran.json["programs"]} == {"81"}
        assert json.loads(ring.read_text())["hardener main/refresh_token"] != first, "each log-in replaces it"
