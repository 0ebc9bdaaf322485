"""What is asked right before each change: who lost the right to write sends none, and can still read."""

from __future__ import annotations

import pytest
from tests.http.made import Reply, Seen, broker, serve, talking

from hardener.errors import HardenerError


class LostError(HardenerError):
    """Somebody else writes now."""


def lost() -> None:
    raise LostError


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_who_may_not_write_any_more_sends_no_change(method: str) -> None:
    with serve(Reply({"id": 1})) as server, talking(server) as session:
        session.check = lost
        with pytest.raises(LostError):
            getattr(session, method)("/m/1", {})
        with pytest.raises(LostError):
            session.delete("/m/1")
        view = session.at(server.url, None)
        with pytest.raises(LostError):
            view.patch("/m/1", {})
        assert session.get("/m/1") == {"id": 1}
        assert [seen.method for seen in server.seen] == ["GET"]


def test_it_is_asked_before_another_try_as_well() -> None:
    def once(_seen: Seen) -> Reply:
        session.check = lost
        return Reply({"code": 1, "message": "log in"}, status=401)

    with serve(once) as server, talking(server) as session:
        session.token = broker("one", "two")
        with pytest.raises(LostError):
            session.patch("/m/1", {})
        assert len(server.seen) == 1
