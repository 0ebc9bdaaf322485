"""What all connections of a run have in common, so that neither threads nor open files grow with how many there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from hardener.http.pool import Crew
from hardener.http.sockets import Sockets


@dataclass(frozen=True)
class Common:
    """Threads and sockets, for as many sessions as there are."""

    crew: Crew = field(default_factory=Crew)
    sockets: Sockets = field(default_factory=Sockets)

    def __enter__(self) -> Self:
        """Use it in a with block, around those of its sessions."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the threads and close the sockets."""
        self.crew.close()
        self.sockets.close()
