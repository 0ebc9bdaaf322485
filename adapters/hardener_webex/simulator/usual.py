"""What Webex fills in when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    "password": "BgJep@4327qL",
    "enabledAutoRecordMeeting": False,
    "allowAnyUserToBeCoHost": False,
    "enabledJoinBeforeHost": False,
    "enableConnectAudioBeforeHost": False,
    "joinBeforeHostMinutes": 0,
    "excludePassword": False,
    "publicMeeting": False,
    "reminderTime": 10,
    "unlockedMeetingJoinSecurity": "allowJoin",
    "sessionTypeId": 3,
    "enableAutomaticLock": False,
    "automaticLockMinutes": 0,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": False,
    "meetingOptions": {
        "enabledChat": True,
        "enabledVideo": True,
        "enabledPolling": False,
        "enabledNote": True,
        "noteType": "allowAll",
        "enabledFileTransfer": True,
        "enabledUCFRichMedia": False,
    },
    "attendeePrivileges": {
        "enabledShareContent": True,
        "enabledSaveDocument": False,
        "enabledPrintDocument": False,
        "enabledAnnotate": True,
        "enabledViewParticipantList": True,
        "enabledViewThumbnails": False,
        "enabledRemoteControl": True,
        "enabledViewAnyDocument": False,
        "enabledViewAnyPage": False,
        "enabledContactOperatorPrivately": False,
        "enabledChatHost": True,
        "enabledChatPresenter": True,
        "enabledChatOtherParticipants": True,
    },
    "enabledBreakoutSessions": False,
    "trackingCodes": [],
    "enabledAudioWatermark": False,
    "enabledVisualWatermark": False,
    "visualWatermarkOpacity": 10,
    "audioConnectionOptions": {
        "audioConnectionType": "webexAudio",
        "enabledTollFreeCallIn": False,
        "enabledGlobalCallIn": True,
        "enabledAudienceCallBack": False,
        "entryAndExitTone": "beep",
        "allowHostToUnmuteParticipants": True,
        "allowAttendeeToUnmuteSelf": True,
        "muteAttendeeUponEntry": False,
    },
    "enabledLiveStream": False,
}
WEBINAR_DEFAULTS: Mapping[str, Any] = {
    "sessionTypeId": 136,
    "requireAttendeeLogin": False,
    "restrictToInvitees": False,
    "enabledWebcastView": False,
    "panelistPassword": "Pn7@panelQ",
}

COMMON_DEFAULTS: Mapping[str, Any] = {
    "siteOptions": {"allowCustomPersonalRoomURL": True},
    "telephonyConfig": {
        "allowCallIn": True,
        "allowCallBack": True,
        "allowOtherTeleconf": False,
        "allowTollFreeCallin": False,
        "allowInternationalCallin": True,
        "allowInternationalCallback": False,
        "VoIP": True,
    },
    "defaultSchedulerOptions": {
        "entryAndExitTone": "Beep",
        "joinTeleconfNotPress1": False,
        "telephonySupport": "WebexTeleconferencing",
        "tollFree": False,
        "VoIP": True,
    },
    "scheduleMeetingOptions": {"emailReminders": True},
    "securityOptions": {
        "joinBeforeHost": True,
        "audioBeforeHost": False,
        "firstAttendeeAsPresenter": False,
        "unlistAllMeetings": False,
        "requireLoginBeforeAccess": False,
        "allowMobileScreenCapture": True,
        "requireStrongPassword": True,
        "passwordCriteria": {
            "mixedCase": True,
            "minLength": 8,
            "minNumeric": 2,
            "minAlpha": 4,
            "minSpecial": 1,
            "disallowDynamicWebText": True,
            "disallowList": True,
            "disallowValues": ["password", "passwd", "pass"],
        },
    },
}
SCHEDULING_DEFAULTS: Mapping[str, Any] = {
    "enabledJoinBeforeHost": False,
    "joinBeforeHostMinutes": 0,
    "enabledAutoShareRecording": False,
    "enabledWebexAssistantByDefault": False,
    "delegateEmails": [],
}
"""What a person's scheduling preferences are when nobody changed them."""
