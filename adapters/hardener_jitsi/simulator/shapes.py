"""Files of Jitsi servers as they are met: Debian's, a container's, and those that tools and people make."""

from __future__ import annotations

import json
from typing import Any

DOMAIN = "meet.maple.example"
ROOMS = (
    ("Storytime at Maple", "quiet-otters-paint-kites"),
    ("Storytime at Oak", "seven-green-lanterns-hum"),
    ("Lapsit in Spanish", "soft-drums-under-snow"),
    ("Teen lounge", "copper-moths-at-noon"),
    ("Homework help", "four-rivers-borrow-ink"),
    ("Book club", "late-trains-carry-figs"),
)
INTERFACE = """\
/* eslint-disable no-unused-vars, no-var, max-len */
var interfaceConfig = {
    APP_NAME: 'Jitsi Meet',
    // TOOLBAR_BUTTONS moved to config.js
    VERTICAL_FILMSTRIP: true
};
"""
LIBRARY = """\
/* eslint-disable comma-dangle, no-unused-vars, no-var, prefer-template, vars-on-top */

var subdomain = '<!--# echo var="subdomain" default="" -->';

if (subdomain) {
    subdomain = subdomain.substr(0, subdomain.length - 1).split('.')
        .join('_')
        .toLowerCase() + '.';
}

// In case of no ssl provided
var enableJaaS = false;

var config = {
    hosts: {
        domain: 'meet.maple.example',

        // When using authentication, domain for guest users.
        // anonymousdomain: 'guest.example.com',
        muc: 'conference.' + subdomain + 'meet.maple.example',
    },
    bosh: 'https://meet.maple.example/' + subdomain + 'http-bind',

    testing: {
        // Disables the End to End Encryption feature. Useful for debugging
        // disableE2EE: false,
        p2pTestMode: false,
    },

    // disableChat: true,
    // disablePolls: true,
    // Disables the reactions feature.
    // disableReactions: true,

    startWithAudioMuted: false,
    // startVideoMuted: 10,
    startAudioMuted: 10,

    fileRecordingsServiceEnabled: true,
    liveStreamingEnabled: true,
    liveStreaming: {
        enabled: false,
    },
    recordingService: {
        sharingEnabled: true,
    },
    localRecording: {
        // disable: true,
        notifyAllParticipants: true,
    },
    // recordings: {
    //    requireConsent: true,
    // },
    hideAddRoomButton: false,
    remoteVideoMenu: {
        disableKick: false,
        disablePrivateChat: 'allow-moderator-chat',
    },
    whiteboard: {
        enabled: true,
        collabServerBaseUrl: 'https://draw.maple.example',
    },
    giphy: {
        enabled: true,
        sdkKey: 'hunter2hunter2hunter2'
    },
    transcription: {
        // enabled: false,
    },
    sharedVideoAllowedURLDomains: [ '*' ],
    enableLobbyChat: true,
    p2p: {
        enabled: true,
        stunServers: [
            { urls: 'stun:meet-jit-si-turnrelay.jitsi.net:443' },
        ],
    },
    makeJsonParserHappy: 'even if last key had a trailing comma'
};

// Set the default values for JaaS customers
if (enableJaaS) {
    config.dialInNumbersUrl = 'https://conference-mapper.jitsi.net/v1/access/dids';
    config.disableChat = true;
}
"""
CONTAINER = """\
// Jitsi Meet configuration.
var config = {};

config.hosts = {};
config.hosts.domain = 'meet.jitsi';

var subdir = '<!--# echo var="subdir" default="" -->';
var subdomain = '<!--# echo var="subdomain" default="" -->';
if (subdomain) {
    subdomain = subdomain.substr(0, subdomain.length - 1).split('.').join('_').toLowerCase() + '.';
}
config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
config.bosh = 'https://meet.maple.example/' + subdir + 'http-bind';

// Audio configuration.
config.enableNoAudioDetection = true;
config.startAudioMuted = 10;
config.startWithAudioMuted = false;
config.startVideoMuted = 10;
config.startWithVideoMuted = false;

// Recording.
config.localRecording = {
    disable: false,
    notifyAllParticipants: false,
    disableSelfRecording: true
};

// Analytics.
config.analytics = {};

// Prejoin page.
config.prejoinConfig = {
    enabled: true,
    hideDisplayName: false
};

config.disablePolls = false;
config.disableReactions = false;
config.remoteVideoMenu = {
    disabled: false,
    disableKick: false,
    disableGrantModerator: false,
    disablePrivateChat: false
};
config.hideAddRoomButton = true;
config.p2p = {
    enabled: true,
    codecPreferenceOrder: ["AV1", "VP9"]
};
config.p2p.stunServers = 'stun1.example.org:3478,stun2.example.org'.split(',').map(function (url) {
    return { urls: 'stun:' + url };
});
config.whiteboard = {
    enabled: false,
};
config.deploymentInfo = {};
"""
PROSODY = """\
-- What Debian's package writes, shortened.
plugin_paths = { "/usr/share/jitsi-meet/prosody-plugins/" }
muc_mapper_domain_base = "meet.maple.example";
external_service_secret = "hunter2hunter2hunter2";
cross_domain_bosh = false;
--[[ modules_enabled = { "lobby_autostart" } ]]
unlimited_jids = {
    "focus@auth.meet.maple.example",
    "jvb@auth.meet.maple.example"
}

VirtualHost "meet.maple.example"
    authentication = "jitsi-anonymous" -- do not delete me
    --app_id="example_app_id"
    ssl = {
        key = "/etc/prosody/certs/meet.maple.example.key";
        certificate = "/etc/prosody/certs/meet.maple.example.crt";
    }
    av_moderation_component = "avmoderation.meet.maple.example"
    modules_enabled = {
        "bosh";
        "ping"; -- Enable mod_ping
        "muc_lobby_rooms";
        "av_moderation";
    }
    c2s_require_encryption = false
    lobby_muc = "lobby.meet.maple.example"
    main_muc = "conference.meet.maple.example"

Component "conference.meet.maple.example" "muc"
    storage = "memory"
    modules_enabled = {
        "muc_meeting_id";
        "muc_domain_mapper";
        --"token_verification";
        "muc_max_occupants";
        "jibri_autostart";
    }
    muc_max_occupants = "250"
    admins = { "focus@auth.meet.maple.example" }

Component "lobby.meet.maple.example" "muc"
    storage = "memory"

VirtualHost "auth.meet.maple.example"
    modules_enabled = { "limits_exception"; }
    authentication = "internal_hashed"
"""


def library() -> dict[str, Any]:
    """Return the seed of a library whose server is as Debian's package leaves it, with mistakes in it."""
    return {"config": LIBRARY, "rooms": [list(room) for room in ROOMS]}


def container(custom: str | None = "") -> dict[str, Any]:
    """Return the seed of the same library on containers, with an operator's own file."""
    prosody = PROSODY.replace(f'"{DOMAIN}"', '"meet.jitsi"').replace(f"conference.{DOMAIN}", "muc.meet.jitsi")
    return {
        "kind": "container",
        "config": CONTAINER,
        "custom": custom,
        "prosody": prosody,
        "rooms": [list(room) for room in ROOMS],
    }


def minified(config: dict[str, Any]) -> str:
    """Return a file on one line, with a mark at its beginning that an editor left, and nothing quoted in vain."""
    return "\ufeffvar config=" + json.dumps(config, separators=(",", ":")) + ";"


def nixos(config: dict[str, Any], more: str = "") -> str:
    """Return a file as NixOS makes it: one object, then the operator's own lines."""
    return f"var config = {json.dumps(config, indent=2)};\n{more}"


def windows(text: str) -> str:
    """Return a file as an editor on Windows leaves it."""
    return text.replace("\n", "\r\n")
