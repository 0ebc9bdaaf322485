"""A task for the Windows Task Scheduler. Pure."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from xml.sax.saxutils import escape

from hardener.language import marked, tr
from hardener.schedule.installation import Installation, ScheduleError

HEAD = marked(
    "hardener.xml: save this as that file, then: schtasks /Create /TN hardener /XML hardener.xml "
    "schtasks expects UTF-16. This file holds only ASCII signs and names no encoding, so it is right both as "
    "PowerShell saves it (UTF-16) and as cmd does (one byte a sign)."
)
TASK = """\
<!-- {head} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT{every}M</Interval>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <!-- {session} -->
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def windows(installed: Installation, every: int) -> str:
    """Return a task that looks every so many minutes. Raises `ScheduleError`."""
    command, *rest = installed.words("watch", "--once")
    for text in (command, installed.folder, " ".join(rest)):
        if text.count("%") > 1:
            raise ScheduleError(
                tr("{text}: Windows takes what stands between two percent signs for a variable; rename it", text=text)
            )
    arguments = " ".join(map(_quoted, ("--quiet", *rest)))
    return TASK.format(
        head="\n     ".join(textwrap.wrap(_plain(tr(HEAD)), 100, break_on_hyphens=False)),
        about=_xml(tr("hardener looks at the library's online programs every {count} minutes", count=every)),
        session=_plain(tr("In your own session, where the keyring is open.")), every=every, command=_xml(command),
        arguments=_xml(arguments), folder=_xml(installed.folder),
    )  # fmt: skip


def _plain(said: str) -> str:
    """Return a comment in ASCII: accents are left out, as nothing in a comment can stand for them."""
    return unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()


def _quoted(word: str) -> str:
    """Return a word as Windows programs read it back: only before a quotation mark a backslash has a meaning."""
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', word)
    if word and not re.search(r"[ \t]", word):
        return escaped
    return '"' + re.sub(r"(\\+)$", r"\1\1", escaped) + '"'


def _xml(text: str) -> str:
    return escape(text, {'"': "&quot;"}).encode("ascii", "xmlcharrefreplace").decode()
