"""Rows and calls against YouTube's discovery document."""

from __future__ import annotations

from typing import Any

import pytest
from tests.specs import specification

from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener_youtube import calls, documents
from hardener_youtube.rows import SHOWN
from hardener_youtube.settings import SETTINGS
from hardener_youtube.simulator.state import DETAILS, MONITOR, STATUS

SPEC = specification("youtube")
RESOURCES = {"video": "Video", "broadcast": "LiveBroadcast"}
VENDOR = [row for row in SHOWN if row.path.split(".")[0] in RESOURCES]
NOT_HELD = {calls.UPLOADS.path}
METHODS = {"read": "GET", "write": "PUT"}


def schema_at(path: str) -> dict[str, Any]:
    part, *names = path.split(".")
    node: dict[str, Any] = {"$ref": RESOURCES[part]}
    for name in names:
        node = SPEC["schemas"][node["$ref"]]["properties"][name]
    return node


@pytest.mark.parametrize("row", VENDOR, ids=lambda row: f"{row.control}-{row.path}")
def test_a_row_has_every_value_that_the_document_has(row: Setting) -> None:
    node = schema_at(row.path)
    if "enum" in node:
        assert set(row.values) == set(node["enum"])
    else:
        assert node["type"] == "boolean"
        assert set(row.values) == {True, False}


@pytest.mark.parametrize("call", calls.CALLS, ids=lambda call: f"{call.kind}-{call.path}")
def test_a_call_is_one_of_the_document_with_scopes_of_it(call: Any) -> None:
    found = [
        m for m in SPEC["methods"].values() if ("/" + m["path"], m["httpMethod"]) == (call.path, METHODS[call.kind])
    ]
    if call.path in NOT_HELD:
        assert not found, "it can be held against the document by now"
        return
    (method,) = found
    assert set(call.scopes[calls.USER]) <= set(method["scopes"])
    assert call.cost in calls.PRICES


def test_states_and_what_youtube_alone_decides_are_those_of_the_document() -> None:
    states = documents.WRITABLE | documents.TRIED | documents.ON | documents.OVER
    known = set(schema_at("broadcast.status.lifeCycleStatus")["enum"])
    assert states == known - {"lifeCycleStatusUnspecified"}
    status = SPEC["schemas"]["VideoStatus"]["properties"]
    assert set(status) == {*documents.DECIDED, *STATUS}
    assert set(schema_at("video.snippet.liveBroadcastContent")["enum"]) == {"none", "upcoming", "live", "completed"}
    details = SPEC["schemas"]["LiveBroadcastContentDetails"]["properties"]
    older = {"enableClosedCaptions", "enableLowLatency", "availabilityConfig"}
    assert set(details) == {*DETAILS, "monitorStream", "boundStreamId", "mesh", "boundStreamLastUpdateTimeMs", *older}
    assert set(SPEC["schemas"]["MonitorStreamInfo"]["properties"]) == {*MONITOR, "embedHtml"}


def test_nothing_but_the_library_s_own_declaration_is_written_for_made_for_kids() -> None:
    rows = [
        row
        for row in SETTINGS
        if row.control == "video.made_for_kids" and not isinstance(row, ManualOnly | FixedByVendor)
    ]
    assert {row.path for row in rows if row.can_write("video")} == {"video.status.selfDeclaredMadeForKids"}
    assert {risk.value for row in rows for risk in row.risks} == {"declare"}
    assert not [row for row in SETTINGS if row.path.startswith("probe.") and row.can_write("broadcast")]
