"""What connections may read and change, asked of their vendors before an audit or an apply needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hardener.account import Account
from hardener.adapter import Access
from hardener.app.audit_run import AuditRun
from hardener.app.connections import accounts
from hardener.asked import left_out, parts_of
from hardener.catalog import of_benchmark
from hardener.errors import AdapterError, HardenerError
from hardener.path import vendor_path
from hardener.whose import Whose


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One thing that a connection may or may not do, and the controls that hang on it."""

    access: Access
    controls: Sequence[str]
    """What could not be told, or not be fixed, without it; none where that is everything."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What one connection may do."""

    name: str
    vendor: str
    api: bool = True
    """False where the platform has none: nobody logs in, and nothing can be changed."""
    platform: str = ""
    """As people call it, where that is not the vendor's name."""
    refused: str = ""
    """Why nobody can log in; then nothing else is known."""
    permissions: Sequence[Permission] = ()
    whose: Whose | None = None
    """Whose account it is; all that is kept belongs to it."""
    nobodys: str = ""
    """Why that cannot be told."""
    allowance: str = ""
    """What of a day's units is spent, in words; empty where the vendor counts none."""
    left_out: Sequence[str] = ()
    """What an audit will not ask for, as no profile in use needs it."""

    @property
    def missing(self) -> list[Permission]:
        """Return what the vendor says is not allowed."""
        return [each for each in self.permissions if each.access.allowed is False]

    @property
    def unknown(self) -> list[Permission]:
        """Return what the vendor does not tell before it is tried."""
        return [each for each in self.permissions if each.access.allowed is None]

    @property
    def reads(self) -> int:
        """Return how many permissions for reading are missing."""
        return sum(each.access.kind == "read" for each in self.missing)

    @property
    def status(self) -> int:
        """Return the exit status: 3 where something could not be read, else 0."""
        return 3 if self.refused or self.reads else 0


def check_access(look: AuditRun) -> Iterator[Checked]:
    """Log in to each connection of a look and yield what it may do. Raises `HardenerError` for bad options."""
    with accounts(look.context, look.names, read_only=True, proving=True) as opened:
        for account in opened:
            yield replace(_checked(account), left_out=tuple(_left_out(look, account)))


def _left_out(look: AuditRun, account: Account) -> Iterator[str]:
    optional = getattr(account.adapter, "optional", {})
    return left_out(optional, parts_of(account.adapter.settings, look.asked_about))


def _checked(account: Account) -> Checked:
    adapter = account.adapter
    about = Checked(
        name=account.name,
        vendor=account.vendor,
        api=getattr(adapter, "api", True),
        platform=getattr(adapter, "platform", ""),
    )
    try:
        found = [Permission(access=each, controls=_controls(account, each)) for each in account.adapter.access()]
        whose, nobodys = _whose(account)
    except HardenerError as error:
        return replace(about, refused=str(error))
    return replace(about, permissions=found, whose=whose, nobodys=nobodys, allowance=account.allowance())


def _whose(account: Account) -> tuple[Whose | None, str]:
    try:
        return account.whose(), ""
    except AdapterError as error:
        return None, str(error)


def _controls(account: Account, access: Access) -> list[str]:
    rows = (
        row
        for row in account.adapter.settings
        if not of_benchmark(row.control)
        and any(vendor_path(row.path).startswith(path) or row.path.startswith(path) for path in access.paths)
    )
    return sorted({row.control for row in rows})
