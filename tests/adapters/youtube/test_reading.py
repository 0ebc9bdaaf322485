"""What is read of a channel: programs of every kind and state, and what cannot be told."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.adapters.youtube.made import Another, channel, denied, talking_to
from tests.end_to_end.youtube_library import ADULT, soon, stream, upload

from hardener.adapter import Window
from hardener.errors import AdapterError
from hardener.model import Target, Unreadable
from hardener_youtube import YouTube

BROADCAST: dict[str, Any] = {
    "id": "vid1",
    "snippet": {"title": "Storytime", "scheduledStartTime": f"{soon(3):%Y-%m-%dT%H:%M:%S.000Z}", "liveChatId": "chat1"},
    "status": {"lifeCycleStatus": "ready", "privacyStatus": "unlisted", "madeForKids": False},
    "contentDetails": {
        "recordFromStart": True, "enableDvr": True, "enableEmbed": True, "enableAutoStart": False,
        "enableAutoStop": False, "enableContentEncryption": False, "startWithSlate": False,
        "projection": "rectangular", "latencyPreference": "normal",
        "closedCaptionsType": "closedCaptionsDisabled",
        "monitorStream": {"enableMonitorStream": True, "broadcastStreamDelayMs": 0},
    },
}  # fmt: skip
VIDEO: dict[str, Any] = {
    "id": "vid1", "snippet": {"title": "Storytime", "liveBroadcastContent": "upcoming"},
    "status": {
        "uploadStatus": "uploaded", "privacyStatus": "unlisted", "madeForKids": False, "selfDeclaredMadeForKids": False,
        "embeddable": True, "license": "youtube", "publicStatsViewable": True, "containsSyntheticMedia": False,
    },
}  # fmt: skip


def one(youtube: YouTube) -> Target:
    (found,) = youtube.read_all(Window(soon(0), soon(28)))
    assert isinstance(found, Target), found
    return found


def another(**answers: Any) -> Another:
    return Another(**{"liveBroadcasts": [copy.deepcopy(BROADCAST)], "videos": [copy.deepcopy(VIDEO)], **answers})


@pytest.mark.parametrize(
    ("chat", "comments", "told", "unread"),
    [
        ([], [], {"chat": "on", "comments": "on"}, set()),
        (denied("liveChatDisabled"), denied("commentsDisabled"), {"chat": "off", "comments": "off"}, set()),
        (denied("liveChatEnded"), denied("forbidden"), {}, {"probe.chat", "probe.comments"}),
        (denied("liveChatNotFound", 404), denied("videoNotFound", 404), {}, {"probe.chat", "probe.comments"}),
        (denied("commentsDisabled", 404), denied("insufficientPermissions"), {}, {"probe.chat", "probe.comments"}),
    ],
)
def test_chat_and_comments_are_what_was_tried_and_nothing_else(
    chat: Any, comments: Any, told: dict[str, str], unread: set[str]
) -> None:
    with talking_to(another(messages=chat, commentThreads=comments)) as youtube:
        found = one(youtube)
        assert found.document["probe"] == told
        assert set(found.unread) == unread


def test_nobody_s_words_or_names_are_asked_for_and_no_stream_key() -> None:
    other = another()
    with talking_to(other) as youtube:
        one(youtube)
        tried = [seen.query for seen in other.seen if seen.path.endswith(("messages", "commentThreads"))]
        assert {query["part"] for query in tried} == {"id"}
        assert not [seen for seen in other.seen if "liveStreams" in seen.path or "search" in seen.path]


def test_a_chat_that_is_not_named_cannot_be_told_but_of_what_is_made_for_kids() -> None:
    broadcast, video = copy.deepcopy(BROADCAST), copy.deepcopy(VIDEO)
    del broadcast["snippet"]["liveChatId"]
    with talking_to(Another(liveBroadcasts=[broadcast], videos=[video])) as youtube:
        assert "does not prove" in one(youtube).unread["probe.chat"]
        video["status"]["madeForKids"] = True
        assert one(youtube).document["probe"] == {"chat": "off", "comments": "on"}


def test_where_youtube_says_two_things_of_one_video_nobody_can_tell() -> None:
    broadcast = copy.deepcopy(BROADCAST)
    broadcast["status"]["privacyStatus"] = "public"
    with talking_to(another(liveBroadcasts=[broadcast])) as youtube:
        found = one(youtube)
        assert "video.status.privacyStatus" in found.unread
        assert "privacyStatus" not in found.document["video"]["status"]  # type: ignore[operator, call-overload, index]


@pytest.mark.parametrize(
    ("declared", "video", "broadcast", "told"),
    [
        (True, True, True, "agrees"), (False, True, True, "agrees"), (True, False, False, "overruled"),
        (True, True, False, "overruled"), (True, None, True, None), (True, True, "yes", None), (None, False, False, "agrees"),
    ],
)  # fmt: skip
def test_what_youtube_decides_is_held_against_what_was_declared(
    declared: Any, video: Any, broadcast: Any, told: str | None
) -> None:
    first, second = copy.deepcopy(BROADCAST), copy.deepcopy(VIDEO)
    first["status"]["madeForKids"] = broadcast
    second["status"] |= {"madeForKids": video, "selfDeclaredMadeForKids": declared}
    with talking_to(Another(liveBroadcasts=[first], videos=[second])) as youtube:
        found = one(youtube)
        assert found.document["told"].get("decided") == told  # type: ignore[union-attr]
        assert ("told.decided" in found.unread) is (told is None)


@pytest.mark.parametrize("odd", [[], {}, None, 7, "paused", "lifeCycleStatusUnspecified"])
@pytest.mark.parametrize("path", ["status.lifeCycleStatus", "snippet.scheduledStartTime"])
def test_a_broadcast_whose_state_or_time_is_not_known_is_unreadable(odd: Any, path: str) -> None:
    if odd is None and path.startswith("snippet"):
        odd = "never"
    part, name = path.split(".")
    broadcast = copy.deepcopy(BROADCAST)
    broadcast[part][name] = odd
    with talking_to(another(liveBroadcasts=[broadcast])) as youtube:
        (found,) = youtube.read_all(Window(soon(0), soon(28)))
        assert isinstance(found, Unreadable)
        assert (found.id, found.title) == ("broadcast/vid1", "Storytime")
        assert found.program is not None


def test_broadcasts_of_every_state_and_videos_are_programs_of_their_kinds() -> None:
    times = {"start": f"{soon(-1):%Y-%m-%dT%H:%M:%SZ}", "end": None}
    states = {"ready": True, "created": True, "testing": True, "live": True, "complete": False, "revoked": False}
    made = [
        stream(n, f"Stream {state}", soon(2), more={"broadcast": {**times, "state": state}})
        for n, state in enumerate(states)
    ]
    always = {"persistent": True, "start": "1970-01-01T00:00:00Z", "end": None}
    made += [
        stream(20, "Always", soon(0), more={"broadcast": always}), stream(21, "Far", soon(90)), upload(22, "Film", soon(-5)),
        upload(23, "Premiere", soon(-1), more={"premiere": f"{soon(4):%Y-%m-%dT%H:%M:%SZ}"}),
        upload(24, "Far Premiere", soon(-1), more={"premiere": f"{soon(60):%Y-%m-%dT%H:%M:%SZ}"}),
    ]  # fmt: skip
    with channel(*made) as library:
        found = {title: target.program for title, target in library.targets().items()}
        kinds = {title: program.kind for title, program in found.items() if program is not None}
        over = {f"Stream {state}": "broadcast" if there else "video" for state, there in states.items()}
        assert kinds == {**over, "Always": "broadcast", "Film": "video", "Premiere": "video"}
        timed = {title for title, program in found.items() if program is not None and program.start is not None}
        assert timed == {"Stream live", "Premiere"}, "what is overdue is open all the same, and has no start any more"
        assert [title for title, program in found.items() if program and program.live] == ["Stream live"]


@pytest.mark.parametrize(("most", "there"), [(50, 4), (2, 3), (0, 0)])
def test_a_broadcast_that_is_over_is_seen_though_it_is_in_no_list_of_uploads(most: int, there: int) -> None:
    def over(number: int, days: float) -> dict[str, Any]:
        start = f"{soon(days):%Y-%m-%dT%H:%M:%SZ}"
        live = {"state": "complete", "start": start, "started": start, "end": None}
        return stream(number, f"Over {number}", soon(days), more={"uploaded": False, "broadcast": live})

    with channel(
        over(1, -9), over(2, -1), over(3, -5), upload(4, "Film", soon(-7)), options={"videos": most}
    ) as library:
        found = library.targets()
        assert set(found) == set(["Film", "Over 2", "Over 3", "Over 1"][:there])
        assert {target.kind for target in found.values()} <= {"video"}
        assert bool([aside for aside in library.youtube.asides() if "none of the older ones" in aside]) is (there < 4)


def test_a_broadcast_that_is_over_and_whose_video_is_not_shown_is_told_by_its_title() -> None:
    broadcast = copy.deepcopy(BROADCAST)
    broadcast["status"]["lifeCycleStatus"] = "complete"
    with talking_to(another(liveBroadcasts=[broadcast], videos=[])) as youtube:
        (found,) = youtube.read_all(Window(soon(0), soon(28)))
        assert isinstance(found, Unreadable)
        assert (found.id, found.title) == ("video/vid1", "Storytime")
        assert "does not show its video" in found.reason


HOUR = f"{soon(4):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("more", "chat"),
    [
        ({"premiere": HOUR}, None),
        ({"premiere": HOUR, "status": {"privacyStatus": "private"}}, None),
        ({"premiere": HOUR, "content": "none", "status": {"privacyStatus": "private"}}, None),
        ({"status": {"privacyStatus": "private", "publishAt": HOUR}}, None),
        ({"premiere": HOUR, "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": True}}, "off"),
        ({"status": {"privacyStatus": "private"}}, "off"),
        ({"premiere": HOUR, "content": "live", "status": {"privacyStatus": "private"}}, "on"),
    ],
)
def test_the_chat_of_a_premiere_cannot_be_told_before_it_is_shown(more: dict[str, Any], chat: str | None) -> None:
    more = {**more, "status": {**ADULT, **more.get("status", {})}}
    with channel(upload(1, "Premiere", soon(-1), more=more)) as library:
        (target,) = library.targets().values()
        assert target.document["probe"].get("chat") == chat  # type: ignore[union-attr]
        assert ("premiere" in target.unread.get("probe.chat", "")) is (chat is None)


def test_long_lists_are_read_to_their_end_and_fifty_videos_a_call() -> None:
    made = [stream(n, f"Storytime {n}", soon(2 + n / 10)) for n in range(120)]
    with channel(*made) as library:
        assert len(library.targets()) == 120
        asked = [call.query["id"].split(",") for call in library.app.calls if call.path.endswith("/videos")]
        assert [len(ids) for ids in asked] == [50, 50, 20]


@pytest.mark.parametrize(("most", "said"), [(2, True), (3, False), (0, True)])
def test_older_videos_are_told_and_not_looked_at(most: int, said: bool) -> None:
    with channel(*(upload(n, f"Film {n}", soon(-n)) for n in range(3)), options={"videos": most}) as library:
        assert sorted(library.targets()) == [f"Film {n}" for n in range(most)]
        assert bool([aside for aside in library.youtube.asides() if "none of the older ones" in aside]) is said


def test_a_video_that_is_listed_and_not_shown_is_unreadable() -> None:
    places = [{"id": "p", "contentDetails": {"videoId": "lost"}}]
    with talking_to(another(playlistItems=places)) as youtube:
        found = {each.id: each for each in youtube.read_all(Window(soon(0), soon(28))) if isinstance(each, Unreadable)}
        assert found["video/lost"].program is not None
        assert "does not show" in found["video/lost"].reason
    with talking_to(another(videos=[])) as youtube:
        (target,) = youtube.read_all(Window(soon(0), soon(28)))
        assert isinstance(target, Target)
        assert set(target.unread) >= {"video", "told"}


def test_where_the_broadcasts_cannot_be_listed_what_is_to_come_may_be_one() -> None:
    places = [{"id": "p", "contentDetails": {"videoId": "vid1"}}]
    with talking_to(another(liveBroadcasts=denied("forbidden"), playlistItems=places)) as youtube:
        kinds = {each.id: type(each) for each in youtube.read_all(Window(soon(0), soon(28)))}  # type: ignore[union-attr]
        assert kinds == {"list/broadcasts": Unreadable, "broadcast/vid1": Unreadable}


def test_what_was_not_asked_for_is_not_tried_again() -> None:
    with channel(stream(1, "Storytime", soon(3), more={"status": ADULT})) as library:
        (target,) = library.targets().values()
        before = len(library.app.calls)
        library.change(target, "video.privacy", "public")
        paths = [call.path.rpartition("/")[2] for call in list(library.app.calls)[before:]]
        assert "messages" in paths, "a document with what was tried is read with it"
        bare = Target(id=target.id, kind="broadcast", title="", document={"video": None})
        before = len(library.app.calls)
        library.youtube.read(bare)
        assert len(library.app.calls) - before == 2


@pytest.mark.parametrize(
    "bad", [{"videos": -1}, {"videos": "many"}, {"auth": "app"}, {"units_per_day": 0}, {"chanel": "x"}]
)
def test_options_that_are_none_are_named(bad: dict[str, Any]) -> None:
    with pytest.raises(AdapterError, match=next(iter(bad))), channel(options=bad):
        pass


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"broadcast": {"start": HOUR}}, None),
        ({"premiere": HOUR}, None),
        ({"status": {"publishAt": HOUR}}, None),
        ({"status": {"publishAt": HOUR, "selfDeclaredMadeForKids": True}}, "off"),
        ({}, "off"),
    ],
)
def test_that_nobody_comments_on_what_is_private_says_nothing_of_when_it_is_shown(
    more: dict[str, Any], told: str | None
) -> None:
    status = {**ADULT, **more.get("status", {}), "privacyStatus": "private"}
    with channel(upload(1, "Storytime", soon(-1), more={**more, "status": status})) as library:
        (target,) = library.targets().values()
        assert target.document["probe"].get("comments") == told  # type: ignore[union-attr]
        assert ("takes no comments" in target.unread.get("probe.comments", "")) is (told is None)


@pytest.mark.parametrize(("more", "told"), [({"status": ADULT}, None), ({}, "none")])
def test_what_was_written_in_a_stream_that_is_over_is_not_taken_for_gone(
    more: dict[str, Any], told: str | None
) -> None:
    then = f"{soon(-3):%Y-%m-%dT%H:%M:%SZ}"
    over = {"broadcast": {"state": "complete", "start": then, "started": then, "end": then}, **more}
    with channel(stream(1, "Storytime", soon(-3), more=over)) as library:
        (target,) = library.targets().values()
        assert target.document["told"].get("replay") == told  # type: ignore[union-attr]
        assert ("it was live" in target.unread.get("told.replay", "")) is (told is None)
