"""Asks a cluster, in a process of its own: an address, seconds of patience, and tasks as JSON; a row a line comes back."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from hardener.errors import HardenerError
from hardener.fleet.dask import Dask
from hardener.fleet.work import Task


def main(address: str, patience: str, asked: str) -> None:
    tasks = [
        Task(**{**each, "folder": Path(each["folder"]), "options": tuple(each.get("options", ()))})
        for each in json.loads(asked)
    ]
    try:
        for done in Dask(address, patience=float(patience))(tasks):
            _tell(asdict(done))
    except HardenerError as error:
        _tell({"refused": str(error)})


def _tell(row: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(row)}\n")
    sys.stdout.flush()
