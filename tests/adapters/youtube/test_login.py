"""Who logs in: the channel's owner, once in a browser, and what is said where that does not hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.adapters.connected import Kept
from tests.adapters.youtube.discovery import Checked
from tests.end_to_end.youtube_library import small

from hardener.errors import AdapterError, RefusedError
from hardener.http import Session, Shelf
from hardener.oauth import begin, finish
from hardener.sandbox import serve
from hardener_youtube import YouTube

FORCE, LOOK = "https://www.googleapis.com/auth/youtube.force-ssl", "https://www.googleapis.com/auth/youtube.readonly"


@contextmanager
def served() -> Iterator[tuple[dict[str, Any], Kept]]:
    """Serve a channel; yield the options and the secrets of its connection."""
    seed = small()
    app = Checked.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, secrets = app.connection(seed, server.url)
        yield dict(options), Kept(secrets)


@pytest.mark.parametrize(("changes", "scope"), [(True, FORCE), (False, LOOK)])
def test_the_owner_agrees_to_one_scope_and_the_refresh_token_is_kept(changes: bool, scope: str) -> None:
    with served() as (options, kept), Session("main", read_only=True) as session:
        options["changes"] = changes
        kept["refresh_token"] = ""
        consent = YouTube.consent(options, kept)
        assert consent is not None
        assert (consent.scopes, consent.extra["access_type"]) == ((scope,), "offline")
        asked = begin(consent)
        sent = requests.get(asked.url, allow_redirects=False, timeout=10)
        YouTube.exchange(options, session, kept, finish(consent, asked, sent.headers["Location"]))
        made = YouTube.connect(options, session, kept)
        assert made.account().startswith("UC")
        assert {a.allowed for a in made.access() if a.kind == "write"} == {changes}


def test_a_log_in_that_was_taken_back_says_what_to_do() -> None:
    with served() as (options, kept), Session("main", read_only=True) as session:
        kept["refresh_token"] = "1//old"
        with pytest.raises(RefusedError, match="connect again"):
            YouTube.connect(options, session, kept).account()


def test_connections_of_one_project_count_together_and_another_project_for_itself(tmp_path: Path) -> None:
    with served() as (options, kept):

        def spent(client: str, *, asking: bool = False) -> int:
            with Session("main", read_only=True, shelf=Shelf(tmp_path / "store")) as session:
                made = YouTube.connect(options, session, Kept({**kept, "client_id": client}))
                if asking:
                    made.account()
                assert session.quota is not None
                return session.quota.spent().units

        assert spent(kept["client_id"], asking=True) == 1
        assert spent("4711-another.apps.googleusercontent.com") == 1
        assert spent("4712-sandbox.apps.googleusercontent.com") == 0


@pytest.mark.parametrize("key", ["chanel", "client_id"])
def test_a_key_that_nobody_knows_is_named(key: str) -> None:
    with (
        served() as (options, kept),
        Session("main", read_only=True) as session,
        pytest.raises(AdapterError, match=key),
    ):
        YouTube.connect({**options, key: "x"}, session, kept)
