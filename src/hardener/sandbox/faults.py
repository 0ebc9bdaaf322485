"""Faults that a seed asks for: what goes wrong between a client and a vendor."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response


class Fault(BaseModel):
    """One kind of trouble, and the requests that meet it.

    Without `nth` and `every`, every request that matches meets it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = ".*"
    """A regular expression that the path must contain."""
    method: str = "[A-Z]+"
    nth: tuple[int, ...] = ()
    """Which of the matching requests: 1 is the first."""
    every: Annotated[int, Field(ge=1)] | None = None
    status: int | None = None
    """Answer with this status, and do nothing else."""
    body: JsonValue = None
    """The body that goes with `status`."""
    headers: dict[str, str] = {}
    redirect: str | None = None
    """Send the client to this address instead."""
    delay: Annotated[float, Field(ge=0)] = 0
    """Seconds before the answer."""
    truncate: bool = False
    """Cut the JSON in half."""
    drop_key: str | None = None
    """A dotted name that the answer shall lack; `*` stands for all items of a list."""
    set: dict[str, JsonValue] = {}
    """Dotted names and what the answer shall say there: a wrong type, a huge title, one token for ever."""

    def hits(self, count: int) -> bool:
        """Tell whether the `count`-th matching request meets it."""
        if self.nth or self.every:
            return count in self.nth or (self.every is not None and count % self.every == 0)
        return True

    def instead(self) -> Response | None:
        """Return the answer that takes the place of the true one, if there is one."""
        if self.redirect is not None:
            return redirect(self.redirect, 302)
        if self.status is None:
            return None
        text = "" if self.body is None else json.dumps(self.body)
        response = Response(text, self.status, content_type="application/json;charset=UTF-8")
        response.headers.update(self.headers)
        return response

    def spoil(self, response: Response) -> None:
        """Damage a true answer."""
        if self.drop_key or self.set:
            body = json.loads(response.get_data() or b"{}")
            if self.drop_key:
                _edit(body, self.drop_key.split("."), None, drop=True)
            for name, value in self.set.items():
                _edit(body, name.split("."), value, drop=False)
            response.set_data(json.dumps(body))
        if self.truncate:
            data = response.get_data()
            response.set_data(data[: len(data) // 2])
        response.headers.update(self.headers)


class Faults:
    """The faults of one simulator and how often each was met."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = [(fault, re.compile(fault.path), re.compile(fault.method)) for fault in faults]
        self._seen = [0] * len(self._faults)

    def around(self, request: Request, answer: Callable[[], Response]) -> Response:
        """Return what becomes of `answer`."""
        active = self._active(request)
        for fault in active:
            time.sleep(fault.delay)
            if (response := fault.instead()) is not None:
                return response
        response = answer()
        for fault in active:
            fault.spoil(response)
        return response

    def _active(self, request: Request) -> list[Fault]:
        active = []
        for index, (fault, path, method) in enumerate(self._faults):
            if path.search(request.path) and method.fullmatch(request.method):
                self._seen[index] += 1
                if fault.hits(self._seen[index]):
                    active.append(fault)
        return active


def _edit(body: JsonValue, name: list[str], value: JsonValue, *, drop: bool) -> None:
    first, *rest = name
    if isinstance(body, list):
        for item in body:
            _edit(item, rest if first == "*" else name, value, drop=drop)
    elif isinstance(body, dict):
        if rest:
            _edit(body.get(first), rest, value, drop=drop)
        elif drop:
            body.pop(first, None)
        else:
            body[first] = value
