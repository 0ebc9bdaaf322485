"""A line for cron. Pure."""

from __future__ import annotations

import shlex

from hardener.language import marked, tr
from hardener.schedule.installation import Installation, ScheduleError, comment

MAILS = marked("cron mails what the command says on standard error, which is only trouble, to MAILTO.")
KEYRING = marked(
    "The keyring of a log-in is usually not open to cron; if secrets are missing, set the variables that "
    "hardener connect --check names, in a file that only you can read."
)
HOURLY = tuple(m for m in range(1, 60) if 60 % m == 0)
DAILY = tuple(60 * h for h in range(1, 25) if 24 % h == 0)


def cron(installed: Installation, every: int) -> str:
    """Return a crontab that looks every so many minutes. Raises `ScheduleError`."""
    words = installed.words("watch", "--once")
    if any("\\" in word for word in (*words, installed.folder)):
        raise ScheduleError(tr("cron programs do not agree on what a backslash in a path means; rename the folder"))
    command, *rest = words
    line = f"cd {shlex.quote(installed.folder)} && {shlex.join([command, '--quiet', *rest])} >/dev/null"
    # cron takes a bare percent sign for the end of the command.
    return (
        f"{comment(tr('crontab: add these lines with: crontab -e'))}"
        f"{comment(tr(MAILS))}{comment(tr(KEYRING))}"
        f"{_when(every)} {line.replace('%', chr(92) + '%')}\n"
    )


def _when(every: int) -> str:
    if every in HOURLY:
        return f"*/{every} * * * *" if every > 1 else "* * * * *"
    if every in DAILY:
        hours = every // 60
        return f"0 {'*' if hours == 1 else '0' if hours == 24 else f'*/{hours}'} * * *"
    can = ", ".join(str(m) for m in (*HOURLY, *DAILY) if m >= 5)
    raise ScheduleError(tr("cron cannot do something every {every} minutes; take one of {can}", every=every, can=can))
