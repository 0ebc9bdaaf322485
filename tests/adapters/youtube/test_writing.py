"""What is sent: the whole part, one value of it changed, and nothing where that could publish or reset something."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.adapters.youtube.made import Another, channel, talking_to
from tests.adapters.youtube.test_reading import BROADCAST, VIDEO, one
from tests.end_to_end.youtube_library import ADULT, OPEN, soon, stream, upload

from hardener.adapter import Changes
from hardener.errors import AdapterError, SpentError
from hardener.path import with_path
from hardener_youtube.calls import together, units

REST = (
    "enableEmbed", "enableAutoStart", "enableAutoStop", "enableContentEncryption", "startWithSlate", "projection",
)  # fmt: skip
"""What of a broadcast's details the test below leaves as it is."""


def test_all_else_of_a_part_is_sent_as_it_was_also_what_nobody_knows() -> None:
    broadcast, video = copy.deepcopy(BROADCAST), copy.deepcopy(VIDEO)
    broadcast["contentDetails"] |= {
        "enableDvr": False, "latencyPreference": "ultraLow", "enableLowLatency": True, "enableClosedCaptions": False,
        "closedCaptionsType": "closedCaptionsEmbedded", "boundStreamId": "s1", "brandNew": {"kept": 1},
        "boundStreamLastUpdateTimeMs": "2026-11-01T00:00:00Z",
        "monitorStream": {"enableMonitorStream": False, "broadcastStreamDelayMs": 7, "embedHtml": "<iframe>"},
    }  # fmt: skip
    video["status"] |= {"embeddable": False, "license": "creativeCommon", "brandNew": "kept"}
    other = Another(liveBroadcasts=[broadcast], videos=[video])
    with talking_to(other) as youtube:
        target = one(youtube)
        after = with_path(target.document, "broadcast.contentDetails.recordFromStart", False)
        after = with_path(after, "video.status.selfDeclaredMadeForKids", True)
        youtube.write(target, Changes.between(target.document, after))
        sent = {frozenset(body) - {"id"}: body for body in other.sent()}
        assert sent[frozenset({"contentDetails"})]["contentDetails"] == {
            "recordFromStart": False, "enableDvr": False, "latencyPreference": "ultraLow", "boundStreamId": "s1",
            "closedCaptionsType": "closedCaptionsEmbedded", "brandNew": {"kept": 1},
            "monitorStream": {"enableMonitorStream": False, "broadcastStreamDelayMs": 7},
            **{name: value for name, value in BROADCAST["contentDetails"].items() if name in REST},
        }  # fmt: skip
        assert sent[frozenset({"status"})]["status"] == {
            "privacyStatus": "unlisted", "selfDeclaredMadeForKids": True, "embeddable": False,
            "license": "creativeCommon", "brandNew": "kept", "publicStatsViewable": True, "containsSyntheticMedia": False,
        }  # fmt: skip


def test_a_part_that_is_not_shown_is_not_written() -> None:
    other = Another(liveBroadcasts=[copy.deepcopy(BROADCAST)], videos=[copy.deepcopy(VIDEO)])
    with talking_to(other) as youtube:
        target = one(youtube)
        broadcast: Any = other.answers["liveBroadcasts"][0]
        del broadcast["contentDetails"]["monitorStream"]
        after = with_path(target.document, "broadcast.contentDetails.recordFromStart", False)
        with pytest.raises(AdapterError, match="monitor stream"):
            youtube.write(target, Changes.between(target.document, after))
        video: Any = other.answers["videos"][0]
        del video["status"]
        after = with_path(target.document, "video.status.privacyStatus", "public")
        with pytest.raises(AdapterError, match="status"):
            youtube.write(target, Changes.between(target.document, after))
        assert other.sent() == []


@pytest.mark.parametrize(
    ("lacks", "odd", "setting"),
    [
        ("privacyStatus", {}, "selfDeclaredMadeForKids"),
        ("privacyStatus", {"privacyStatus": None}, "selfDeclaredMadeForKids"),
        ("selfDeclaredMadeForKids", {"madeForKids": True}, "privacyStatus"),
    ],
)
def test_what_a_write_would_open_as_youtube_does_not_show_it_is_not_written(
    lacks: str, odd: dict[str, Any], setting: str
) -> None:
    broadcast, video = copy.deepcopy(BROADCAST), copy.deepcopy(VIDEO)
    del video["status"][lacks]
    video["status"] |= odd
    with talking_to(other := Another(liveBroadcasts=[broadcast], videos=[video])) as youtube:
        target = one(youtube)
        assert "more open" in target.unavailable[f"status.{setting}"]
        wanted: Any = {"selfDeclaredMadeForKids": True, "privacyStatus": "unlisted"}[setting]
        path = f"video.status.{setting}"
        before, after = (with_path(target.document, path, raw) for raw in (None, wanted))
        with pytest.raises(AdapterError, match="more open"):
            youtube.write(target, Changes.between(before, after))
        assert other.sent() == []


@pytest.mark.parametrize("shown", [None, "nothing"])
@pytest.mark.parametrize(
    ("part", "lacks"),
    [
        *(("status", name) for name in ("embeddable", "license", "publicStatsViewable", "containsSyntheticMedia")),
        *(("contentDetails", name) for name in (*REST, "enableDvr", "latencyPreference", "closedCaptionsType")),
        ("contentDetails", "mesh"),
    ],
)
def test_what_a_write_would_set_back_unseen_is_not_written(part: str, lacks: str, shown: str | None) -> None:
    broadcast, video = copy.deepcopy(BROADCAST), copy.deepcopy(VIDEO)
    own = {"status": video, "contentDetails": broadcast}[part][part]
    if lacks == "mesh":
        own["projection"] = "mesh"
    own.pop(lacks, None)
    own |= {lacks: None} if shown is None else {}
    wanted: Any
    setting, wanted = {"status": ("privacyStatus", "public"), "contentDetails": ("recordFromStart", False)}[part]
    with talking_to(other := Another(liveBroadcasts=[broadcast], videos=[video])) as youtube:
        target = one(youtube)
        assert lacks in target.unavailable[f"{part}.{setting}"]
        path = f"{'video' if part == 'status' else 'broadcast'}.{part}.{setting}"
        with pytest.raises(AdapterError, match=lacks):
            youtube.write(target, Changes.between(target.document, with_path(target.document, path, wanted)))
        assert other.sent() == []


@pytest.mark.parametrize(
    "path", ["video.status.embeddable", "broadcast.contentDetails.enableDvr", "probe.chat", "told.decided"]
)
def test_what_is_no_setting_is_not_sent(path: str) -> None:
    other = Another(liveBroadcasts=[copy.deepcopy(BROADCAST)], videos=[copy.deepcopy(VIDEO)])
    with talking_to(other) as youtube:
        target = one(youtube)
        with pytest.raises(AdapterError):
            youtube.write(target, Changes.between(target.document, with_path(target.document, path, "other")))
        assert other.sent() == []


def test_an_hour_to_come_is_kept_and_one_that_is_over_is_never_sent() -> None:
    hour = {"privacyStatus": "private", "publishAt": f"{soon(2):%Y-%m-%dT%H:%M:%SZ}", **ADULT}
    over = {"privacyStatus": "private", "publishAt": f"{soon(-2):%Y-%m-%dT%H:%M:%SZ}", **ADULT}
    with channel(
        upload(1, "To come", soon(-3), more={"status": hour}), upload(2, "Over", soon(-3), more={"status": over})
    ) as made:
        found = made.targets()
        assert made.change(found["To come"], "video.made_for_kids", "yes").facts == found["To come"].facts
        assert made.app.world.seed.videos[0].status["publishAt"] == hour["publishAt"]
        with pytest.raises(AdapterError, match="would publish it"):
            made.change(found["Over"], "video.made_for_kids", "yes")
        assert made.app.world.seed.videos[1].status["privacyStatus"] == "private"


def test_what_is_private_and_shown_to_more_people_loses_its_hour() -> None:
    hour = {"privacyStatus": "private", "publishAt": f"{soon(2):%Y-%m-%dT%H:%M:%SZ}"}
    with channel(upload(1, "To come", soon(-3), more={"status": hour})) as made:
        (target,) = made.targets().values()
        after = made.change(target, "video.privacy", "public")
        assert after.document["video"]["status"]["privacyStatus"] == "public"  # type: ignore[index, call-overload]


def test_what_youtube_takes_and_does_not_keep_shows_when_it_is_read_again() -> None:
    behaviour = {"dropped": ["selfDeclaredMadeForKids"]}
    with channel(stream(1, "Storytime", soon(3), more={"status": ADULT}), behaviour=behaviour) as made:
        (target,) = made.targets().values()
        after: Any = made.change(target, "video.made_for_kids", "yes")
        assert after.document["video"]["status"]["selfDeclaredMadeForKids"] is False


def test_a_change_is_not_begun_where_units_lack_for_all_of_it() -> None:
    both = {"status": OPEN, "broadcast": {"details": {"recordFromStart": True}}}
    with channel(stream(1, "Storytime", soon(3), more=both), options={"units_per_day": 110}) as made:
        (target,) = made.targets().values()
        after = with_path(target.document, "broadcast.contentDetails.recordFromStart", False)
        after = with_path(after, "video.status.privacyStatus", "unlisted")
        with pytest.raises(SpentError, match="not sent"):
            made.youtube.write(target, Changes.between(target.document, after))
        assert not [call for call in made.app.calls if call.method == "PUT"]


def test_a_step_costs_what_it_is_said_to() -> None:
    with channel(stream(1, "Storytime", soon(3), more={"status": OPEN})) as made:
        (target,) = made.targets().values()
        bare = {"video": None}
        spent = made.app.world.units.spent
        fresh = made.youtube.read(type(target)(id=target.id, kind=target.kind, title="", document=bare))
        made.youtube.write(
            fresh, Changes.between(fresh.document, with_path(fresh.document, "video.status.privacyStatus", "unlisted"))
        )
        made.youtube.read(type(target)(id=target.id, kind=target.kind, title="", document=bare))
        assert made.app.world.units.spent - spent == units("broadcast", {"video"}) == 55
        assert together("video", ("video",)) == ("list", "write", "list")
