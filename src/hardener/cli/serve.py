"""hardener serve: the pages, live, on this machine."""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import click
from werkzeug.serving import make_server

from hardener.app.surroundings import login
from hardener.cli.context import Context
from hardener.cli.ending import leave
from hardener.config import ServeOptions
from hardener.language import tr
from hardener.serve.gate import Gate, Role
from hardener.serve.live import Live
from hardener.serve.site import Rules, site

HERE = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8780, show_default=True, help="0: any free one.")
@click.option("--listen", type=click.IntRange(1, 65535), help="Take the platforms' webhooks here; see docs/events.md.")
@click.option("--listen-host", default="127.0.0.1", show_default=True, help="The address to take them on.")
@click.option("--allow-apply", is_flag=True, help="Let people make changes and put them back, not only look.")
@click.pass_obj
def serve(context: Context, port: int, listen: int | None, listen_host: str, allow_apply: bool) -> None:  # noqa: FBT001 - a click option
    """Serve the week, the plan, what was changed and what is accepted as pages, on this machine only, until Ctrl-C.

    A link to come in is printed here; it is good once. Nothing is changed unless the server was started with
    --allow-apply: then a plan is shown, agreed to and carried out as `hardener apply` does it.
    """
    with ExitStack() as stack:
        server, live = stack.enter_context(served(context, port, allow_apply=allow_apply))
        signal.signal(signal.SIGTERM, _end)
        try:
            if listen is not None:
                from hardener.cli.following import following  # noqa: PLC0415 - most servers take none

                stack.enter_context(following(context, live, listen_host, listen))
            server.join()
        except KeyboardInterrupt:
            context.say("ending …")
            if live.looks:
                leave()


@contextmanager
def served(context: Context, port: int, *, allow_apply: bool) -> Iterator[tuple[threading.Thread, Live]]:
    """Serve the pages from a thread until the block ends; print how to come in. Raises `ClickException`."""
    options, listening = context.config.serve, _listening(port)
    own = listening.getsockname()[1]
    gate = Gate(clock=time.monotonic, role=Role.OPERATOR if allow_apply else Role.VIEWER, name=login())

    def invite() -> None:
        """Print a link, unless the proxy says who comes in."""
        if not options.proxies:
            link = f"http://{HERE}:{own}/login?word={gate.link()}"
            click.echo(tr("To come in, once and within ten minutes: {link}", link=link))

    live = Live(context)
    app = site(live, gate, _rules(options, own, allow_apply=allow_apply), invite)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # its lines would have the links
    server = make_server(HERE, own, app, threaded=True, fd=listening.fileno())
    invite()
    if options.proxies:
        host, proxies = options.host or HERE, ", ".join(options.proxies)
        click.echo(
            tr("serving {host} on port {port}, for the proxy at {proxies}", host=host, port=own, proxies=proxies)
        )
    live.look()
    thread = threading.Thread(target=server.serve_forever, name="pages", daemon=True)
    thread.start()
    try:
        yield thread, live
    finally:
        server.shutdown()
        server.server_close()
        live.stop()


def _listening(port: int) -> socket.socket:
    """Return a socket on this machine alone. Raises `ClickException` where the port is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HERE, port))
        made.listen()
    except OSError as error:
        made.close()
        raise click.ClickException(f"cannot serve on port {port}: {error.strerror}; try --port 0") from None
    return made


def _rules(options: ServeOptions, port: int, *, allow_apply: bool) -> Rules:
    own = {f"{HERE}:{port}", f"localhost:{port}"}
    return Rules(
        hosts=frozenset({options.host.casefold()} if options.host else own),
        allow_apply=allow_apply,
        proxies=frozenset(options.proxies),
        role_header=options.role_header,
        name_header=options.name_header,
        secure=bool(options.host),
    )


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
