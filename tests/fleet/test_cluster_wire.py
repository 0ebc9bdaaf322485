"""Everything that goes over a cluster's wires is looked at: no secret, no link, no title and no person is in it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from tests.end_to_end.library import EVERYTHING
from tests.fleet.dask_cluster import HERE, cluster
from tests.fleet.town import SECRET, town
from tests.fleet.wire import Wire

pytestmark = pytest.mark.process
WRONG = "a-wrong-and-secret-word"
NOT_FOR_OTHERS = ("s3cretpw", "Storytime", "story@example.org", "second@example.org", "zoom.us/j/", "Bearer ", WRONG)


def test_no_secret_and_no_program_ever_travels(tmp_path: Path) -> None:
    with town(tmp_path, ("ash", "birch")) as made, cluster(tmp_path, workers=0) as there:
        (made.folder / "birch" / "credentials" / "hardener.main.client_secret").write_text(WRONG)
        with socket.create_server((HERE, 0)) as server:
            port = server.getsockname()[1]
        wires = [Wire(int(there.address.rpartition(":")[2])), Wire(port)]
        there.address = wires[0].address
        there.work("--listen-address", f"tcp://{HERE}:{port}", "--contact-address", wires[1].address)
        planned = {row["name"]: row for row in there.ask(made.tasks("plan", *EVERYTHING))}
        applied = {row["name"]: row for row in there.ask(made.applying(planned.values()))}
        assert (applied["ash"]["status"], applied["ash"]["to_do"]) == (0, 0)
        assert planned["birch"]["why"], "an error came back as well"
        for wire in wires:
            wire.close()
        sent = [data for wire in wires for data in wire.seen]
        for way in (wires[0].seen, wires[1].seen):
            assert any(str(made.folder / "ash").encode() in data for data in way), "what went by was seen in clear"
        assert any(planned["ash"]["fingerprint"].encode() in data for data in sent), "rows were seen in clear as well"
        secrets = (*NOT_FOR_OTHERS, SECRET.format(name="ash"), *made.zooms["ash"].tokens.access)
        assert len(secrets) > len(NOT_FOR_OTHERS) + 1, "tokens were given out"
        for secret in secrets:
            assert not [data for data in sent if secret.encode() in data], secret
            assert secret not in there.logs, secret
