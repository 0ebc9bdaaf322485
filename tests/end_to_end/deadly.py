"""A vendor that ends whoever asks it, at a chosen request: as a crash, or somebody's impatience, would."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, cast

from tests.command import Process
from tests.end_to_end.runs import Runs
from tests.waiting import LONG, until

from hardener.sandbox import Simulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Victim(Protocol):
    """Who can be ended."""

    def send_signal(self, number: int) -> None: ...


class Deadly(Simulator):
    """To be mixed in before a vendor's simulator."""

    victim: Victim | None = None
    what, number, when, by = "", 0, "", signal.SIGKILL
    seen = 0
    aimed: threading.Event | None = None
    """Set once it is known who is to be ended: until then nobody is answered, or the request might have gone by."""

    def aim(self, what: str, number: int, when: str, by: signal.Signals = signal.SIGKILL) -> None:
        """Choose the request at which whom `take` names ends.

        `what` is a pattern of "METHOD /path", `number` which of those requests: 1 is the first. `when`: "before" it is
        done, "after" it, or at the next request of another kind, which is answered: "reading back". "on the way": it is
        done, once whoever asked has ended.
        """
        self.what, self.number, self.when, self.by, self.seen = what, number, when, by, 0
        self.aimed = threading.Event()

    def take(self, victim: Victim) -> None:
        """Say who is to be ended."""
        self.victim = victim
        assert self.aimed is not None
        self.aimed.set()

    def strike(
        self,
        made: Runs,
        words: tuple[str, ...],
        what: str,
        number: int,
        when: str,
        by: signal.Signals = signal.SIGKILL,
    ) -> Process:
        """Start a command, end it at a request as in `aim`, and return it when nobody has to wait for it any more."""
        process = self.end(lambda: made.start(*words), what, number, when, by)
        if by is signal.SIGKILL:
            made.let_pass()
        return process

    def end(
        self, start: Callable[[], Process], what: str, number: int, when: str, by: signal.Signals = signal.SIGKILL
    ) -> Process:
        """Start a command, end it at a request as in `aim`, and return it when it has ended."""
        self.aim(what, number, when, by)
        process = start()
        self.take(process)
        process.communicate(timeout=LONG)
        assert self.victim is None, "the point was never reached"
        self.number = 0
        return process

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.aimed is not None:
            assert self.aimed.wait(LONG)
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        named = self.number > 0 and re.search(self.what, asked) is not None
        self.seen += named
        there = self.victim is not None and self.seen >= self.number
        if there and named and self.when == "before":
            self._end()
            return super().__call__({**environ, "PATH_INFO": "/nowhere"}, start_response)
        if there and named and self.when == "on the way":
            victim = cast("Process", self.victim)
            body = environ["wsgi.input"].read(
                int(environ.get("CONTENT_LENGTH") or 0)
            )  # of who is gone, none would come
            self._end()
            until(lambda: victim.poll() is not None)
            return super().__call__({**environ, "wsgi.input": BytesIO(body)}, start_response)
        answer = super().__call__(environ, start_response)
        if there and self.when == ("after" if named else "reading back"):
            self._end()
        return answer

    def _end(self) -> None:
        victim, self.victim = self.victim, None
        if victim is not None:
            victim.send_signal(self.by)
