"""Units for systemd. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from hardener.language import marked, tr
from hardener.schedule.installation import Installation, comment

RUNS_AS = marked("It runs as {user}, with that person's journal: hardener undo finds everything.")
NO_KEYRING = marked("The keyring of a desktop log-in is not open to it: give it the secrets as credentials, below.")
INSIDE = marked(
    "To run it inside your own log-in, where the keyring is open: put the files into ~/.config/systemd/user, without "
    "the lines from User= to SystemCallArchitectures=, with WantedBy=default.target, and say systemctl --user."
)
STOPPING = """\
KillMode=mixed
KillSignal=SIGTERM
{long}TimeoutStopSec=300
"""
ALONE = """\
{only}UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths=-{data}
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
"""


def systemd(installed: Installation, every: int) -> str:
    """Return a service that watches, and instead of it a service and a timer that look every so many minutes."""
    return "\n".join((
        _head(installed),
        "".join(_watching(installed)),
        f"# ---- {tr('Or, instead of the file above, these two: a look every so often, nothing in between.')} ----\n",
        "".join(_once(installed)),
        _timer(every),
    ))  # fmt: skip


def _head(installed: Installation) -> str:
    user, data = _comment(installed.user), shlex.quote(installed.data)
    told = (
        ("systemctl daemon-reload", ""),
        ("systemctl enable --now hardener.service", tr("the first part: it watches all the time")),
        ("systemctl enable --now hardener-once.timer", tr("or the other two: it looks every so often")),
        ("journalctl -u hardener", tr("what it says")),
    )
    return (
        f"{comment(tr('Put each part into the file that its first line names, as root. Then:'))}"
        f"#   mkdir -p {data}      {tr('as {user}: its data is kept there', user=user)}\n"
        f"{''.join(f'#   {command:<44} {said}'.rstrip() + chr(10) for command, said in told)}"
        "#\n"
        f"{comment(tr(RUNS_AS, user=user))}{comment(tr(NO_KEYRING))}{comment(tr(INSIDE))}"
    )


def _watching(installed: Installation) -> Iterator[str]:
    yield "# /etc/systemd/system/hardener.service\n"
    yield from _unit(tr("hardener watches the library's online programs"))
    yield f"[Service]\nType=simple\n{_command(installed, 'watch')}"
    yield "Restart=on-failure\nRestartSec=60\n"
    yield f"{comment(tr('A mistake in the configuration stays one.'))}RestartPreventExitStatus=2\n"
    yield from (_stopping(), *_surroundings(installed))
    yield "\n[Install]\nWantedBy=multi-user.target\n"


def _once(installed: Installation) -> Iterator[str]:
    yield "# /etc/systemd/system/hardener-once.service\n"
    yield from _unit(tr("hardener looks at the library's online programs"))
    yield f"[Service]\nType=oneshot\n{_command(installed, 'watch', '--once')}"
    yield comment(tr("1: something is to be fixed, and was told. 3 and 4 count as failed runs."))
    yield "SuccessExitStatus=1\n"
    yield from (_stopping(), *_surroundings(installed))


def _stopping() -> str:
    """Say how it ends; the seconds are those of a write."""
    return STOPPING.format(long=comment(tr("Seconds: long enough to end a write that has begun and to read it back.")))


def _timer(every: int) -> str:
    return (
        "# /etc/systemd/system/hardener-once.timer\n"
        f"[Unit]\nDescription={tr('hardener looks every {count} minutes', count=every)}\n\n"
        f"[Timer]\nOnActiveSec=1min\nOnUnitActiveSec={every}min\nAccuracySec=30s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _unit(description: str) -> Iterator[str]:
    yield f"[Unit]\nDescription={description}\nWants=network-online.target\nAfter=network-online.target\n\n"


def _command(installed: Installation, *verb: str) -> str:
    first, *rest = installed.words(*verb)
    if set(first) & set("\"'\\"):  # systemd takes no such program by its own name, but a shell does
        first, *rest = "/bin/sh", "-c", 'exec "$0" "$@"', first, *rest
    words = [_quoted(first), *(_quoted(word.replace("$", "$$")) for word in rest)]
    # A working directory is taken as it stands up to the end of the line: no quotes, only specifiers.
    return f"ExecStart={' '.join(words)}\nWorkingDirectory={installed.folder.replace('%', '%%')}\n"


def _surroundings(installed: Installation) -> Iterator[str]:
    yield f"User={installed.user.replace('%', '%%')}\n"
    yield comment(tr("For an account of its own instead, with its data in /var/lib/hardener:"))
    yield "#User=hardener\n#StateDirectory=hardener\n#StateDirectoryMode=0700\n#Environment=XDG_DATA_HOME=/var/lib\n"
    yield comment(tr("Secrets, each in a file that only root can read (or encrypted: man systemd-creds):"))
    yield from (f"#LoadCredential={leaf}:/etc/hardener/{leaf}\n" for leaf, _ in installed.secrets)
    yield comment(tr("Or as variables, in a file that only root can read:"))
    yield "#EnvironmentFile=/etc/hardener/environment\n"
    yield from (f"#  {variable}=…\n" for _, variable in installed.secrets)
    if installed.variables:
        yield comment(tr("These are set where you are now; the service does not see them unless you say so:"))
    yield from (f"#Environment={name}=…\n" for name in installed.variables)
    only = comment(tr("It may write to its data folder and nowhere else."))
    yield ALONE.format(data=_quoted(installed.data), only=only)


def _quoted(word: str) -> str:
    """Return a word as systemd reads it back."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _comment(said: str) -> str:
    return " ".join(said.split())
