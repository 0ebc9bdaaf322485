"""What a plan leaves out because nobody has agreed to it: an opt-in lacks, or no rule says what a program is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hardener.judgement import Judged
from hardener.model import Finding, Risk, Target
from hardener.profile import Profile
from hardener.remedy.drafts import in_common
from hardener.remedy.plan import LeftOut
from hardener.remedy.said import NEEDS, NO_RULE
from hardener.remedy.touched import Key, Touched, named


@dataclass(slots=True)
class Left:
    """Gathers it while programs stream by."""

    _lacking: dict[tuple[str, str, str, tuple[Risk, ...]], list[str]] = field(default_factory=dict)
    """Controls by connection, target, room and the opt-ins that lack."""
    _titles: dict[Key, str] = field(default_factory=dict)
    _ruled_out: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    """Controls by connection, target, and why the vendor would not keep a change of them."""
    _unnamed: dict[Key, tuple[str, str, list[str]]] = field(default_factory=dict)
    """Of programs that no rule names: title, profile, and the controls that fail."""

    def lacking(self, target: Target, judged: Judged, opt_ins: tuple[Risk, ...]) -> None:
        """Leave out what would need these opt-ins."""
        connection = judged.finding.connection
        self._titles[connection, target.id] = named(target)
        room = target.written_to if any(in_common(target, fix) for fix in judged.fixes) else ""
        self._lacking.setdefault((connection, target.id, room, opt_ins), []).append(judged.finding.control)

    def unnamed(self, program: Target, judged: Judged, profile: Profile) -> None:
        """Leave out the fixes of a program that no rule names: nobody has said what it is."""
        key = judged.finding.connection, program.id
        self._unnamed.setdefault(key, (named(program), profile.name, []))[2].append(judged.finding.control)

    def ruled_out(self, target: Target, finding: Finding, why: str) -> None:
        """Leave out what the vendor would not keep, or would pay for with something else."""
        self._titles[finding.connection, target.id] = named(target)
        self._ruled_out.setdefault((finding.connection, target.id, why), []).append(finding.control)

    def out(self, touched: Touched, allowed: frozenset[Risk], barred: Mapping[str, str]) -> Iterator[LeftOut]:
        """Yield all of it, by now that it is known who shares which room."""
        for (connection, target, room, lacking), controls in self._lacking.items():
            also = {Risk.SHARED} - allowed if touched.shared((connection, room)) else set()
            needs = tuple(sorted({*lacking, *also}))
            yield LeftOut(
                connection=connection,
                target=target,
                title=self._titles[connection, target],
                controls=tuple(controls),
                needs=needs,
                reason=barred.get(connection) or needed(needs),
            )
        for (connection, target, why), ruled_out in self._ruled_out.items():
            title = self._titles[connection, target]
            yield LeftOut(connection=connection, target=target, title=title, controls=tuple(ruled_out), reason=why)
        for (connection, target), (title, name, unnamed) in self._unnamed.items():
            yield LeftOut(
                connection=connection,
                target=target,
                title=title,
                controls=tuple(unnamed),
                reason=NO_RULE.format(profile=name),
            )


def needed(risks: Iterable[Risk]) -> str:
    """Say which opt-ins would let something in."""
    return NEEDS.format(opt_ins=f"--allow {' --allow '.join(risks)}")
