"""Which profiles the programs below a host, a group or an account have. Pure."""

from __future__ import annotations

from hardener.model import Target, Unreadable
from hardener.profile import Profile


class Used:
    """Of each host, group and account: the profiles of its programs, and which of them a rule gave."""

    def __init__(self) -> None:
        """Begin with none."""
        self.profiles: dict[str, dict[str, Profile]] = {}
        self.named: set[tuple[str, str]] = set()
        """Ids, each with the name of a profile that somebody chose for a program below it."""

    def by(self, target: Target | Unreadable, profile: Profile, *, named: bool) -> None:
        """Take note of a program; its personal room is nobody's program."""
        assert target.program is not None
        for ident in (ident for layer in target.above for ident in layer if not target.program.personal):
            self.profiles.setdefault(ident, {})[profile.name] = profile
            if named:
                self.named.add((ident, profile.name))
