"""Take a snapshot while an audit reads."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from hardener.config import Config, Connection
from hardener.model import Program, Target, Unreadable
from hardener.own_platform import OwnPlatform
from hardener.profile import Profile
from hardener.report.safe import plain
from hardener.results import Report
from hardener.setting import Setting, absent
from hardener.snapshot.keep import Keeper
from hardener.snapshot.lines import Came, End, Head, Held, Line, Reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the audit was asked for."""

    program: str | None = None
    whole: bool = False
    waivers: str = ""
    """As `waivers.yaml` has them, without secrets: see `waivers_file.bare`."""


@dataclass(slots=True)
class Taking:
    """What an audit has read so far, cut down and redacted, in a file without a name."""

    tables: Mapping[str, Sequence[Setting]]
    """Of each connection its vendor's."""
    profiles: Mapping[str, Profile]
    """By the name that the configuration gives them."""
    is_named: Callable[[str, Target | Unreadable], bool]
    """Whether a rule of the configuration names a program."""
    sign_up_of: Callable[[str, Target | Unreadable], str]
    """Where families sign up for a program instead of on its platform."""
    owns: Mapping[str, OwnPlatform] = field(default_factory=dict)
    """Of each connection to a platform that the library describes itself, what it says of it."""
    programs: int = 0
    others: int = 0
    """Hosts, groups and accounts."""
    _keepers: dict[str, Keeper] = field(init=False)
    _names: dict[str, str] = field(init=False)
    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __post_init__(self) -> None:
        """Make a keeper for each connection."""
        self._keepers = {name: Keeper(table) for name, table in self.tables.items()}
        shown = {name: _shown(profile) for name, profile in self.profiles.items()}
        # The configuration may name a profile by a path of this machine: the file has the profile's own name.
        self._names = {
            name: name if any(q != p for q in shown.values() if q.name == p.name) else p.name
            for name, p in shown.items()
        }

    def keep(self, connection: str, target: Target | Unreadable, profile: str) -> None:
        """Take up one target; `profile` is the configuration's name for a program's, else empty."""
        tidy = _tidy(target)
        kept = self._keepers[connection].cut(tidy) if isinstance(tidy, Target) else tidy
        where = plain(self.sign_up_of(connection, target)) if target.program is not None else ""
        unnamed = target.program is not None and not self.is_named(connection, target)
        line = Line.of(connection, self._names[profile] if profile else "", kept, unnamed=unnamed, sign_up=where)
        self._file.write(line.model_dump_json(exclude_defaults=True).encode() + b"\n")
        if target.program is None:
            self.others += 1
        else:
            self.programs += 1

    def pieces(self, report: Report, config: Config, asked: Asked) -> Iterator[str]:
        """Yield the whole snapshot, line by line and only once; `report` has how far each connection came."""
        digest, count = hashlib.sha256(), 0
        for line in self._lines(report, config, asked):
            digest.update(line)
            count += 1
            yield line.decode()
        yield End(lines=count, sha256=digest.hexdigest()).model_dump_json() + "\n"

    def _lines(self, report: Report, config: Config, asked: Asked) -> Iterator[bytes]:
        yield self._head(report, config, asked).model_dump_json().encode() + b"\n"
        with self._file as file:
            file.seek(0)
            yield from file
        came = tuple(
            Came(
                connection=r.connection,
                error=plain(r.error),
                seconds=r.seconds,
                calls=r.calls,
                elsewhere=r.elsewhere,
                asides=tuple(map(plain, r.asides)),
            )
            for r in report.reaches
            if r.connection in self.tables  # the public calendars are read anew, or not at all
        )
        yield Reaches(reaches=came).model_dump_json().encode() + b"\n"

    def _head(self, report: Report, config: Config, asked: Asked) -> Head:
        return Head(
            hardener=report.version,
            made=report.made,
            library=plain(report.library),
            timezone=config.library.timezone,
            start=report.start,
            end=report.end,
            program=None if asked.program is None else plain(asked.program),
            whole=asked.whole,
            waivers=asked.waivers,
            profiles={self._names[name]: _shown(profile) for name, profile in self.profiles.items()},
            connections=tuple(self._held(name, config.connections[name], report) for name in self.tables),
        )

    def _held(self, name: str, connection: Connection, report: Report) -> Held:
        where = ":".join(plain(part) for part in connection.fix_at.split(":", 1))
        account = next((r.account.key for r in report.reaches if r.connection == name and r.account is not None), "")
        return Held(
            name=name,
            vendor=connection.vendor,
            fix_at=where,
            looked=self._keepers[name].looked(),
            absent=absent(self.tables[name]),
            account=account,
            own=self.owns.get(name),
        )


def _shown(profile: Profile) -> Profile:
    requires = {ident: line.model_copy(update={"why": plain(line.why)}) for ident, line in profile.requires.items()}
    words = {"name": plain(profile.name), "title": plain(profile.title), "notes": tuple(map(plain, profile.notes))}
    return profile.model_copy(update={**words, "requires": requires})


def _tidy(target: Target | Unreadable) -> Target | Unreadable:
    """Return a target with its words as reports show them, and its ids as a file can hold them."""
    told: dict[str, Any] = {
        "id": _utf8(target.id),
        "kind": _utf8(target.kind),
        "title": plain(target.title),
        "above": tuple(tuple(map(_utf8, layer)) for layer in target.above),
        "program": None if target.program is None else _bare(target.program),
    }
    if isinstance(target, Unreadable):
        return replace(target, reason=plain(target.reason), **told)
    unread = {part: plain(why) for part, why in target.unread.items()}
    unavailable = {path: plain(why) for path, why in target.unavailable.items()}
    return replace(target, unread=unread, unavailable=unavailable, **told)


def _bare(program: Program) -> Program:
    """Return a program without what only chooses its profile."""
    ids: dict[str, Any] = {name: _utf8(getattr(program, name)) for name in ("id", "host", "occurrence")}
    return replace(program, host_name=plain(program.host_name), groups=(), tags=(), **ids)


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
