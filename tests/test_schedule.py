"""hardener schedule print: files that the operating system reads back as they were meant."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener.schedule import Installation, ScheduleError, cron, systemd, windows
from tests.command import COMMAND
from tests.notify.made import Office, office

NASTY = 'Süd Library\'s 100% "open" & <new> $HOME'
SERVICE, ONCE, TIMER = "hardener.service", "hardener-once.service", "hardener-once.timer"
TASKS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def installed(folder: str = f"/srv/{NASTY}", **more: Any) -> Installation:
    given = {
        "command": f"{folder}/bin/hardener", "config": f"{folder}/hardener.toml", "folder": folder, "data": f"{folder}/data",
        "user": "story", "secrets": (("hardener.main.client_id", "HARDENER_MAIN_CLIENT_ID"),), **more,
    }  # fmt: skip
    return Installation(**given)


def units(printed: str) -> dict[str, str]:
    """Return each file by its name."""
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def keys(unit: str) -> dict[str, str]:
    """Return the settings of a unit, whatever their section; a line that is none fails."""
    lines = [line for line in unit.splitlines() if line and not line.startswith(("#", "["))]
    return dict(line.split("=", 1) for line in lines)


def specified(text: str) -> str:
    """Expand specifiers as systemd does: only %% is used here."""
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", text), text
    return text.replace("%%", "%")


def words(line: str) -> list[str]:
    """Split a command as systemd does: quotes with backslashes, specifiers, then variables in all but the first."""
    found = [re.sub(r"\\(.)", r"\1", each) for each in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
    first, *rest = map(specified, found)
    assert not any(re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", word) for word in rest)
    return [first, *(word.replace("$$", "$") for word in rest)]


def cron_words(line: str) -> list[str]:
    """Read a line of a crontab as cron and then the shell do."""
    command = line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command), "a bare percent sign ends the command"
    return shlex.split(command.replace("\\%", "%"))


def windows_words(task: ET.Element) -> list[str]:
    """Return what a Windows program gets for its arguments."""
    line = task.findtext(f".//{TASKS}Arguments") or ""
    return [
        re.sub(r'\\"', '"', re.sub(r"(\\+)$", lambda m: m[0][: len(m[0]) // 2], quoted)) if quoted else bare
        for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    ]


def test_systemd_reads_back_every_path() -> None:
    made = installed(arguments=("--store", "/x/50%.sqlite3"))
    files = units(systemd(made, 15))
    assert list(files) == [SERVICE, ONCE, TIMER]
    rest = ["--store", "/x/50%.sqlite3", "--config", made.config, "watch"]
    for name, more in ((SERVICE, []), (ONCE, ["--once"])):
        unit = keys(files[name])
        assert words(unit["ExecStart"]) == ["/bin/sh", "-c", 'exec "$0" "$@"', made.command, *rest, *more]
        assert specified(unit["WorkingDirectory"]) == made.folder
        assert words(unit["ReadWritePaths"]) == [made.data]
        assert unit["KillSignal"] == "SIGTERM"
        assert int(unit["TimeoutStopSec"]) >= 120
        assert "#LoadCredential=hardener.main.client_id:/etc/hardener/hardener.main.client_id\n" in files[name]
        assert "HARDENER_MAIN_CLIENT_ID" in files[name]
    assert keys(files[SERVICE])["Type"] == "simple"
    assert keys(files[SERVICE])["Restart"] == "on-failure"
    assert keys(files[ONCE])["Type"] == "oneshot"
    assert keys(files[TIMER])["OnUnitActiveSec"] == "15min"


def test_systemd_itself_finds_no_fault(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not on this machine")
    folder = tmp_path / NASTY
    (folder / "bin").mkdir(parents=True)
    (folder / "data").mkdir()
    shutil.copy("/bin/true", folder / "bin" / "hardener")
    (tmp_path / "100% $HOME").mkdir()
    shutil.copy("/bin/true", tmp_path / "100% $HOME" / "hardener")
    made = installed(str(folder), user="root", variables=("HTTPS_PROXY",))
    files = units(systemd(made, 15))
    plain = units(systemd(replace(made, command=str(tmp_path / "100% $HOME" / "hardener")), 15))
    files["hardener-plain.service"] = plain[SERVICE]
    for name, text in files.items():
        # What is a comment is tried as well.
        (tmp_path / name).write_text(
            text.replace("#LoadCredential", "LoadCredential").replace("#Environment=", "Environment=")
        )
    paths = [str(tmp_path / name) for name in files]
    done = subprocess.run([tool, "verify", "--man=no", *paths], capture_output=True, text=True, check=False, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "hardener" in line or "ibrary" in line]
    assert not ours
    assert done.returncode == 0, done.stderr


def test_cron_and_the_shell_read_back_every_path(tmp_path: Path) -> None:
    made = installed()
    lines = cron(made, 15).splitlines()
    assert all(line.startswith("#") for line in lines[:-1])
    command = ["--quiet", "--config", made.config, "watch", "--once"]
    assert lines[-1].startswith("*/15 * * * * ")
    assert cron_words(lines[-1]) == ["cd", made.folder, "&&", made.command, *command, ">/dev/null"]
    folder = tmp_path / NASTY
    (folder / "bin").mkdir(parents=True)
    script = folder / "bin" / "hardener"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@" >&2\n')
    script.chmod(0o755)
    real = installed(str(folder))
    line = cron(real, 15).splitlines()[-1].split(" ", 5)[5].replace("\\%", "%")
    said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert said.stdout == ""
    assert said.stderr.splitlines() == [str(folder), "--quiet", "--config", real.config, "watch", "--once"]


@pytest.mark.parametrize(
    ("every", "when"),
    [(5, "*/5 * * * *"), (30, "*/30 * * * *"), (60, "0 * * * *"), (120, "0 */2 * * *"), (1440, "0 0 * * *")],
)
def test_cron_has_a_time_for_it(every: int, when: str) -> None:
    assert f"\n{when} cd " in cron(installed(), every)


@pytest.mark.parametrize("every", [7, 45, 90, 300])
def test_cron_refuses_what_it_cannot_do(every: int) -> None:
    with pytest.raises(ScheduleError, match=f"every {every} minutes; take one of 5, 6, 10"):
        cron(installed(), every)


def test_windows_reads_back_every_path() -> None:
    made = installed(arguments=("--store", r'C:\a "b"\c d' + "\\"))
    printed = windows(made, 20)
    assert printed.isascii()
    for coded in (printed.encode(), printed.encode("utf-16")):
        task = ET.fromstring(coded)
        assert task.findtext(f".//{TASKS}Command") == made.command
        assert task.findtext(f".//{TASKS}WorkingDirectory") == made.folder
        assert task.findtext(f".//{TASKS}Interval") == "PT20M"
        assert windows_words(task)[-4:] == ["--config", made.config, "watch", "--once"]


@given(st.lists(st.text(alphabet='ab \\"'), max_size=5))
def test_words_are_quoted_as_windows_wants_it(some: list[str]) -> None:
    made = installed("/x", arguments=tuple(some))
    told = ET.fromstring(windows(made, 15)).findtext(f".//{TASKS}Arguments")
    assert told == subprocess.list2cmdline(["--quiet", *some, "--config", made.config, "watch", "--once"])


@pytest.mark.parametrize("write", [systemd, cron, windows])
def test_a_path_of_two_lines_is_refused(write: Any) -> None:
    with pytest.raises(ScheduleError, match="line break"):
        write(installed("/srv/a\nExecStart=b"), 15)
    with pytest.raises(ScheduleError, match="line break"):
        write(installed(user="story\nExecStart=b"), 15)


def test_what_a_format_cannot_hold_is_refused() -> None:
    with pytest.raises(ScheduleError, match="backslash"):
        cron(installed("/srv/a\\b"), 15)
    with pytest.raises(ScheduleError, match="percent"):
        windows(installed("/srv/%PATH%"), 15)


@pytest.fixture
def here(tmp_path: Path) -> Office:
    return office(tmp_path / NASTY, "staff")


def test_the_command_prints_itself_and_where_it_was_asked(here: Office) -> None:
    files = units(here.run("schedule", "print", "systemd", expect=0).out)
    unit = keys(files[SERVICE])
    assert words(unit["ExecStart"])[-4:] == [str(COMMAND), "--config", str(here.folder / "hardener.toml"), "watch"]
    assert specified(unit["WorkingDirectory"]) == str(here.folder)
    for leaf in ("main.account_id", "main.client_id", "main.client_secret", "notify-staff.url"):
        assert f"#LoadCredential=hardener.{leaf}:" in files[SERVICE]
    assert "HARDENER_NOTIFY_STAFF_URL" in files[ONCE]


def test_a_store_elsewhere_and_a_proxy_are_not_forgotten(here: Office) -> None:
    here.environ |= {"HTTPS_PROXY": "http://user:Pa55word@proxy:3128", "HARDENER_MAIN_CLIENT_SECRET": "very-secret"}
    store = here.folder / "data" / "kept.sqlite3"
    ran = here.run("--store", str(store), "schedule", "print", "systemd", expect=0)
    unit = keys(units(ran.out)[SERVICE])
    assert words(unit["ExecStart"])[1:3] == ["--store", str(store)]
    assert words(unit["ReadWritePaths"]) == [str(store.parent)]
    assert "#Environment=HTTPS_PROXY=" in ran.out
    assert "Pa55word" not in ran.out
    assert "very-secret" not in ran.out


def test_a_shared_store_is_named_and_its_address_is_not_printed(here: Office) -> None:
    here.environ["HARDENER_STORE"] = "postgresql+psycopg://hardener:Pa55word@db.example.org/hardener"
    ran = here.run("schedule", "print", "systemd", expect=0)
    assert "#Environment=HARDENER_STORE=" in ran.out
    assert "Pa55word" not in ran.out
    assert "db.example.org" not in ran.out


def test_cron_and_windows_from_the_command(here: Office) -> None:
    line = here.run("schedule", "print", "cron", "--every", "30", expect=0).out.splitlines()[-1]
    assert line.startswith("*/30 ")
    assert str(here.folder / "hardener.toml") in cron_words(line)
    task = ET.fromstring(here.run("schedule", "print", "windows", expect=0).out)
    assert task.findtext(f".//{TASKS}WorkingDirectory") == str(here.folder)


def test_a_mistake_is_one_line(here: Office) -> None:
    ran = here.run("schedule", "print", "cron", "--every", "7", expect=2)
    assert ran.err.count("\n") == 1
