"""Whatever a Jitsi server answers instead of its settings: nobody can tell, and nothing passes."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from tests.adapters.jitsi.made import config
from tests.adapters.mutate import look

from hardener.sandbox import serve
from hardener_jitsi.simulator import JitsiSimulator


class Broken(JitsiSimulator):
    """Answers with what it is told to."""

    said: tuple[int, bytes] = (500, b"")

    def answer(self, request: Any) -> Any:
        answer = super().answer(request)
        answer.status_code, data = self.said
        answer.set_data(data)
        return answer


FAULTS = [
    (404, b"gone"), (403, b"{}"), (200, b""), (200, b"\xff\xfe\x00"), (302, b""), (204, b""),
    (200, json.dumps({"disableChat": True}).encode()), (200, b"<!DOCTYPE html><html></html>"), (200, b"\n <HTML>"),
    (200, b"var config = { disableChat: true"), (200, b"var other = { disableChat: true };"), (200, b"config = 5;"),
]  # fmt: skip


@pytest.mark.parametrize("said", FAULTS)
def test_every_fault_ends_as_cannot_tell(said: tuple[int, bytes]) -> None:
    seed: dict[str, Any] = {"config": config("config.disableChat = true;"), "rooms": [["Storytime", "quiet-otters"]]}
    app = Broken.from_seed(seed, clock=time.time)
    app.said = said
    with serve(app) as server:
        options, secrets = server.connection(seed)
        found = look(
            "jitsi", server.url, ({k: v for k, v in options.items() if k not in {"folder", "file", "prosody"}}, secrets)
        )
    assert found.programs == 1
    status = {control: str(each) for (_, control), each in found.verdicts.items()}
    assert status["chan.chat_attendee"] == "error"
    assert {control for control, each in status.items() if each in {"pass", "advisory"}} <= {
        "door.browser_join_allowed", "enc.in_transit", "chan.reactions",
    }  # fmt: skip
