"""What Webex takes and gives: the attributes of a meeting, their types and what they are when nobody says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

Json = dict[str, Any]

BOOL, NUMBER, TEXT = "boolean", "number", "string"
OPTIONS = {
    "enabledChat": BOOL,
    "enabledVideo": BOOL,
    "enabledPolling": BOOL,
    "enabledNote": BOOL,
    "noteType": ("allowAll", "allowOne"),
    "enabledFileTransfer": BOOL,
    "enabledUCFRichMedia": BOOL,
}
PRIVILEGES = dict.fromkeys(
    (
        "enabledShareContent",
        "enabledSaveDocument",
        "enabledPrintDocument",
        "enabledAnnotate",
        "enabledViewParticipantList",
        "enabledViewThumbnails",
        "enabledRemoteControl",
        "enabledViewAnyDocument",
        "enabledViewAnyPage",
        "enabledContactOperatorPrivately",
        "enabledChatHost",
        "enabledChatPresenter",
        "enabledChatOtherParticipants",
    ),
    BOOL,
)
AUDIO = {
    "audioConnectionType": ("webexAudio", "VoIP", "other", "none"),
    "enabledTollFreeCallIn": BOOL,
    "enabledGlobalCallIn": BOOL,
    "enabledAudienceCallBack": BOOL,
    "entryAndExitTone": ("beep", "announceName", "noTone"),
    "allowHostToUnmuteParticipants": BOOL,
    "allowAttendeeToUnmuteSelf": BOOL,
    "muteAttendeeUponEntry": BOOL,
}
STREAM = {
    "destination": TEXT,
    "rtmpUrl": TEXT,
    "streamUrl": TEXT,
    "layoutWithoutSharedContent": ("grid", "stack", "focus"),
    "layoutWithSharedContent": ("stack", "focusedContentWithActiveSpeaker", "focusedContent"),
    "allowChangeLayoutInMeeting": BOOL,
    "followStageLayoutWhenSynced": BOOL,
    "resolution": TEXT,
}
MEETING: Mapping[str, Any] = {
    "title": TEXT,
    "agenda": TEXT,
    "password": TEXT,
    "start": TEXT,
    "end": TEXT,
    "timezone": TEXT,
    "recurrence": TEXT,
    "enabledAutoRecordMeeting": BOOL,
    "allowAnyUserToBeCoHost": BOOL,
    "enabledJoinBeforeHost": BOOL,
    "enableConnectAudioBeforeHost": BOOL,
    "joinBeforeHostMinutes": NUMBER,
    "excludePassword": BOOL,
    "publicMeeting": BOOL,
    "reminderTime": NUMBER,
    "unlockedMeetingJoinSecurity": ("allowJoin", "allowJoinWithLobby", "blockFromJoin"),
    "sessionTypeId": NUMBER,
    "enabledWebcastView": BOOL,
    "panelistPassword": TEXT,
    "enableAutomaticLock": BOOL,
    "automaticLockMinutes": NUMBER,
    "allowFirstUserToBeCoHost": BOOL,
    "allowAuthenticatedDevices": BOOL,
    "sendEmail": BOOL,
    "hostEmail": TEXT,
    "meetingOptions": OPTIONS,
    "attendeePrivileges": PRIVILEGES,
    "integrationTags": [TEXT],
    "enabledBreakoutSessions": BOOL,
    "trackingCodes": [{"name": TEXT, "value": TEXT}],
    "enabledAudioWatermark": BOOL,
    "enabledVisualWatermark": BOOL,
    "visualWatermarkOpacity": NUMBER,
    "audioConnectionOptions": AUDIO,
    "requireAttendeeLogin": BOOL,
    "restrictToInvitees": BOOL,
    "enabledLiveStream": BOOL,
    "liveStream": STREAM,
}
"""The body of PATCH and PUT: anything else in it is passed over."""
NULLABLE = {"agenda", "recurrence", "trackingCodes", "integrationTags"}

RULE = {"condition": TEXT, "value": TEXT, "result": ("approve", "reject"), "matchCase": BOOL, "order": NUMBER}
QUESTION = {
    "question": TEXT,
    "required": BOOL,
    "maxLength": NUMBER,
    "options": [{"value": TEXT}],
    "rules": [RULE],
    "type": ("singleLineTextBox", "multiLineTextBox", "checkbox", "dropdownList", "radioButtons"),
}
REQUIRED = ("requireFirstName", "requireLastName", "requireEmail")
OPTIONAL = (
    "requireJobTitle",
    "requireCompanyName",
    "requireAddress1",
    "requireAddress2",
    "requireCity",
    "requireState",
    "requireZipCode",
    "requireCountryRegion",
    "requireWorkPhone",
    "requireFax",
)
REGISTRATION: Mapping[str, Any] = {
    "hostEmail": TEXT,
    "autoAcceptRequest": BOOL,
    **dict.fromkeys((*REQUIRED, *OPTIONAL), BOOL),
    "maxRegisterNum": NUMBER,
    "customizedQuestions": [QUESTION],
    "rules": [{"question": TEXT, **RULE}],
}
ROOM: Mapping[str, Any] = {
    "topic": TEXT,
    "hostPin": TEXT,
    "enabledAutoLock": BOOL,
    "autoLockMinutes": NUMBER,
    "enabledNotifyHost": BOOL,
    "supportCoHost": BOOL,
    "supportAnyoneAsCoHost": BOOL,
    "allowFirstUserToBeCoHost": BOOL,
    "allowAuthenticatedDevices": BOOL,
    "coHosts": [{"email": TEXT, "displayName": TEXT}],
}
ROOM_REQUIRED = (
    "topic",
    "hostPin",
    "enabledAutoLock",
    "autoLockMinutes",
    "enabledNotifyHost",
    "supportCoHost",
    "coHosts",
)
SCHEDULING: Mapping[str, Any] = {
    "enabledJoinBeforeHost": BOOL,
    "joinBeforeHostMinutes": NUMBER,
    "enabledAutoShareRecording": BOOL,
    "enabledWebexAssistantByDefault": BOOL,
    "delegateEmails": [TEXT],
}
SCHEDULING_REQUIRED = ("enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording")
COMMON: Mapping[str, Any] = {
    "siteOptions": {"allowCustomPersonalRoomURL": BOOL},
    "defaultSchedulerOptions": {
        "entryAndExitTone": ("NoTone", "Beep", "AnnounceName"),
        "joinTeleconfNotPress1": BOOL,
        "telephonySupport": ("None", "WebexTeleconferencing", "Other"),
        "tollFree": BOOL,
        "VoIP": BOOL,
    },
    "scheduleMeetingOptions": {"emailReminders": BOOL},
    "securityOptions": {
        "joinBeforeHost": BOOL,
        "audioBeforeHost": BOOL,
        "firstAttendeeAsPresenter": BOOL,
        "unlistAllMeetings": BOOL,
        "requireLoginBeforeAccess": BOOL,
        "allowMobileScreenCapture": BOOL,
        "requireStrongPassword": BOOL,
        "passwordCriteria": {
            "mixedCase": BOOL,
            "minLength": NUMBER,
            "minNumeric": NUMBER,
            "minAlpha": NUMBER,
            "minSpecial": NUMBER,
            "disallowDynamicWebText": BOOL,
            "disallowList": BOOL,
            "disallowValues": [TEXT],
        },
    },
}


def wrong(shape: Any, value: Any, name: str, nullable: Iterable[str] = ()) -> list[str]:  # noqa: ANN401 - JSON
    """Return what is wrong with `value`, in Webex's manner: one line for each attribute."""
    if value is None and name in nullable:
        return []
    if isinstance(shape, Mapping):
        if not isinstance(value, dict):
            return [f"'{name}' should be an object"]
        return [
            said
            for key, inner in value.items()
            if key in shape
            for said in wrong(shape[key], inner, f"{name}.{key}" if name else key, nullable)
        ]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"'{name}' should be an array"]
        return [said for each in value for said in wrong(shape[0], each, name)]
    return _wrong_value(shape, value, name)


def _wrong_value(shape: Any, value: Any, name: str) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(shape, tuple):
        return [] if value in shape else [f"'{name}' should be one of [{', '.join(shape)}]"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {BOOL: isinstance(value, bool), NUMBER: number, TEXT: isinstance(value, str)}[shape]
    return [] if fits else [f"'{name}' should be a {shape}"]


def known(shape: Any, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a copy of `value` without what the shape does not know."""
    if isinstance(shape, Mapping) and isinstance(value, dict):
        return {key: known(shape[key], inner) for key, inner in value.items() if key in shape}
    if isinstance(shape, list) and isinstance(value, list):
        return [known(shape[0], each) for each in value]
    return deepcopy(value)


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Json:
    """Return `base` with what `over` says otherwise, objects within objects too."""
    found: Json = deepcopy(dict(base))
    for key, value in over.items():
        inner = found.get(key)
        found[key] = merged(inner, value) if isinstance(inner, dict) and isinstance(value, Mapping) else deepcopy(value)
    return found
