"""What must survive the process: runs, findings, changes, and what the watch has done, in SQLite or PostgreSQL."""

from __future__ import annotations

from hardener.store.opening import Store, StoreError

__all__ = ["Store", "StoreError"]
