"""What is on, by Webex's own word: of a program, of a host, of a site."""

from __future__ import annotations

import pytest
from tests.adapters.webex.made import HOST, OTHER, Office, office, program, series, small

from hardener.errors import AdapterError
from hardener.model import Target


def on(made: Office, target: Target) -> list[str]:
    return sorted(set(made.webex.live(made.webex.read(target))))


def by_kind(made: Office, kind: str, name: str = "") -> Target:
    return next(
        t for t in made.everything() if isinstance(t, Target) and t.kind == kind and t.title.startswith(name or t.title)
    )


def test_a_host_s_meeting_that_is_not_in_view_is_told_and_another_host_s_is_not() -> None:
    far = program("b2", days=100, title="Far away", live=True)
    seed = small(program("a1"), far, program("c3", host=OTHER, title="Theirs"))
    with office(seed) as made:
        hosts = {t.title: t for t in made.everything() if isinstance(t, Target) and t.kind == "host"}
        assert on(made, hosts[f"{HOST.split('@', maxsplit=1)[0]}@…"]) == ["Far away"]
        assert on(made, hosts[f"{OTHER.split('@', maxsplit=1)[0]}@…"]) == []
        assert on(made, by_kind(made, "account")) == ["Far away"], "the site waits for everybody"


def test_a_meeting_and_a_series_are_told_by_themselves() -> None:
    seed = small(program("a1", live=True), program("b2", title="Other"), series("s1", live=True))
    with office(seed) as made:
        found = {t.title: on(made, t) for t in made.everything() if isinstance(t, Target) and t.kind == "meeting"}
        assert found == {"Baby Storytime": ["Baby Storytime"], "Other": [], "Weekly": ["Weekly"]}


def test_what_a_host_is_only_invited_to_holds_nothing_up() -> None:
    seed = small(program("a1"), program("c3", host=OTHER, title="Theirs", live=True, invitees=[HOST]))
    with office(seed) as made:
        hosts = {t.title: t for t in made.everything() if isinstance(t, Target) and t.kind == "host"}
        assert on(made, hosts[f"{HOST.split('@', maxsplit=1)[0]}@…"]) == []


def test_where_webex_does_not_tell_nobody_guesses() -> None:
    fault = {"path": "/v1/meetings$", "status": 403, "body": {"message": "Not today"}, "every": 3}
    with office(small(program("a1"), faults=[fault])) as made:
        host = by_kind(made, "host")
        with pytest.raises(AdapterError, match="Not today"):
            list(made.webex.live(host))
