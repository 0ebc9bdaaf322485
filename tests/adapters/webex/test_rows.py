"""The table, held against Webex's specification and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.adapters.webex.made import resolved, spec

from hardener.catalog import catalogue, of_benchmark
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener_webex.kinds import PROGRAM, ROOM
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.settings import SETTINGS

pytestmark = pytest.mark.unit

SHAPES = {
    "program": ("MeetingObjectForListMeeting", "PatchMeetingObject"),
    "room": ("PMRObject", "UpdatePMRObject"),
    "scheduling": ("SchedulingOptionsObject", "SchedulingOptionsObject"),
    "common": ("GetMeetingConfigurationCommonSettingObject", "UpdateMeetingConfigurationCommonSettingObject"),
}
OF_VENDOR = [row for row in SETTINGS if row.path.split(".")[0] in SHAPES]


def found(name: str, path: str) -> Mapping[str, Any]:
    node: Mapping[str, Any] = spec()["components"]["schemas"][name]
    for key in path.split(".")[1:]:
        node = resolved(resolved(node)["properties"][key])
    return node


@pytest.mark.parametrize("row", OF_VENDOR, ids=lambda row: f"{row.control}@{row.path}")
def test_a_row_is_spelled_as_the_specification_has_it(row: Setting) -> None:
    read, write = SHAPES[row.path.split(".")[0]]
    schema = found(read, row.path)
    if row.values:
        kinds = {bool: "boolean", str: "string"}
        assert {kinds[type(raw)] for raw in row.values} == {schema["type"]}
        assert not schema.get("enum") or set(row.values) <= set(schema["enum"])
    if row.writable is None or row.writable:
        assert found(write, row.path)["type"] == schema["type"]
    for path in row.also:
        assert found(write, path)


def test_an_enum_of_the_specification_is_known_whole_but_for_the_site_s_own_choice() -> None:
    unknown = {
        (row.path, raw)
        for row in OF_VENDOR
        for raw in found(SHAPES[row.path.split(".")[0]][0], row.path).get("enum", [])
        if raw not in row.values
    }
    assert unknown == {("program.audioConnectionOptions.audioConnectionType", "none")}


@pytest.mark.parametrize("row", [r for r in SETTINGS if r.kinds], ids=lambda row: f"{row.control}@{row.path}")
def test_a_row_s_values_are_of_its_control(row: Setting) -> None:
    control = catalogue()[row.control]
    values = [*row.values.values(), *([row.value] if isinstance(row, FixedByVendor) else [])]
    assert all(isinstance(control.rank(value), int) for value in values)
    assert row.by_hand or isinstance(row, FixedByVendor)


@pytest.mark.parametrize("kind", [*PROGRAM, *ROOM])
def test_each_control_that_an_api_can_know_is_judged_or_named_for_a_person(kind: str) -> None:
    told = {row.control for row in SETTINGS if kind in (*row.kinds, *row.governs) and not row.default_for_new}
    elsewhere = {row.control for row in SETTINGS if not row.kinds}
    wanted = {i for i, c in catalogue().items() if "api" in c.known_by and not of_benchmark(i)}
    assert wanted <= told | elsewhere


def test_nothing_is_both_shown_and_not_shown() -> None:
    shown = {(row.control, kind) for row in PROGRAMS for kind in row.kinds}
    hidden = {(row.control, kind) for row in SETTINGS if isinstance(row, ManualOnly) for kind in row.kinds}
    assert not shown & hidden
