"""Everything that goes over a cluster's wires is looked at: no secret, no link, no title and no person is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
from tests.end_to_end.library import EVERYTHING
from tests.fleet.dask_cluster import HERE, cluster
from tests.fleet.town import SECRET, town
from tests.fleet.wire import Wire
from tests.waiting import free_port

from hardener.fleet.cluster import GUIDE

pytestmark = [pytest.mark.process, pytest.mark.long]
FILES = {"ca-file": "ca.pem", "cert": "own.pem", "key": "own.pem"}
CLIENT = {"CA_FILE": "ca.pem", "CLIENT__CERT": "own.pem", "CLIENT__KEY": "own.pem"}
WRONG = "a-wrong-and-secret-word"
NOT_FOR_OTHERS = ("s3cretpw", "Storytime", "story@example.org", "second@example.org", "zoom.us/j/", "Bearer ", WRONG)


def test_no_secret_and_no_program_ever_travels(tmp_path: Path) -> None:
    with town(tmp_path, ("ash", "birch")) as made, cluster(tmp_path, workers=0) as there:
        (made.folder / "birch" / "credentials" / "hardener.main.client_secret").write_text(WRONG)
        port = free_port()
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
        assert [data for data in wires[0].seen if made.place.encode() in data], "what is sent was seen, in clear"
        fingerprint = planned["ash"]["fingerprint"].encode()
        assert [data for data in wires[1].seen if fingerprint in data], "what comes back was seen, in clear"
        secrets = (*NOT_FOR_OTHERS, SECRET.format(name="ash"), *made.zooms["ash"].tokens.access)
        assert len(secrets) > len(NOT_FOR_OTHERS) + 1, "tokens were given out"
        for secret in secrets:
            assert not [data for data in sent if secret.encode() in data], secret
            assert secret not in there.logs, secret


def test_by_tls_only_those_are_answered_whom_the_cluster_knows(tmp_path: Path) -> None:
    authority, keys = trustme.CA(), tmp_path / "keys"
    keys.mkdir()
    authority.cert_pem.write_to_path(keys / "ca.pem")
    authority.issue_cert(HERE).private_key_and_cert_chain_pem.write_to_path(keys / "own.pem")
    words = ("--protocol", "tls", *(w for name, file in FILES.items() for w in (f"--tls-{name}", str(keys / file))))
    with town(tmp_path, ("ash",)) as made, cluster(tmp_path, words=words) as there:
        assert there.address.startswith("tls://")
        (row,) = there.ask(made.tasks("audit"), patience=5)
        assert row["refused"] == f"{there.address}: dask has no certificate to show there; name one, as in {GUIDE}"
        there.environ |= {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(keys / file) for name, file in CLIENT.items()}
        (row,) = there.ask(made.tasks("audit"))
        assert (row["programs"], row["why"]) == (2, "")
        trustme.CA().issue_cert(HERE).private_key_and_cert_chain_pem.write_to_path(keys / "own.pem")
        (row,) = there.ask(made.tasks("audit"), patience=5)
        assert row["refused"] == f"the scheduler {there.address} does not answer within 5 seconds"
