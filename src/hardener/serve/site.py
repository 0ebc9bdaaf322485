"""The site: which page is where, who may see it, and what each form does. It prints nothing and reads no clock."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, abort, g, redirect, request
from werkzeug.wrappers import Response

from hardener.app.waivers import today, waivers_on
from hardener.errors import HardenerError, mistake
from hardener.language import marked, speaking, spoken, tr
from hardener.model import Risk
from hardener.pages import plan as plan_page
from hardener.pages import week as week_page
from hardener.pages.paper import filled
from hardener.report.times import zone_name
from hardener.report.words import RISKS
from hardener.serve.gate import Gate, Role, Session, own_form
from hardener.serve.job import Kind
from hardener.serve.live import Live
from hardener.serve.past import lines_of

COOKIE = "hardener"
LARGEST = 64 * 1024
"""Bytes of a form."""
LONGEST = 200
"""Characters of a reason, or of a name."""
BAR = "<!--bar-->"
"""Where a page has its menu, if it is served."""
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
DOING = {
    Kind.LOOK: marked("Looking"), Kind.PLAN: marked("Planning"), Kind.APPLY: marked("Changing"),
    Kind.UNDO: marked("Putting back"),
}  # fmt: skip
WRONG = {
    401: marked("You are not logged in, or not any more."),
    403: marked("You may not do that, or the page was too old: load it again."),
    404: marked("There is no such page."),
    405: marked("There is no such page."),
    413: marked("That is too long."),
    421: marked("This site does not go by that name."),
}
View = Callable[..., Any]
"""Returns a page as text, or an answer."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who is let in, and what they may do."""

    hosts: frozenset[str]
    """The names that the site answers to, with their ports."""
    allow_apply: bool
    """Operators may make changes and put them back."""
    proxies: frozenset[str]
    """Addresses whose headers are believed."""
    role_header: str
    name_header: str
    secure: bool
    """People come by https, through the proxy."""


def site(live: Live, gate: Gate, rules: Rules, used: Callable[[], None]) -> Flask:
    """Return the site; `used` is called when somebody tried a log-in link."""
    app = Flask("hardener", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    Site(live, gate, rules, used).on(app)
    app.wsgi_app = _spoken(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    return app


def _spoken(inner: View) -> View:
    """Return a WSGI application that answers, in whichever thread, in the language of whoever starts it now."""
    to = spoken()

    def answered(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401 - the shape of WSGI
        with speaking(to):
            return inner(environ, start)

    return answered


class Site:
    """The pages and forms."""

    def __init__(self, live: Live, gate: Gate, rules: Rules, used: Callable[[], None]) -> None:
        """Take what `site` was given."""
        self._live, self._gate, self._rules, self._used = live, gate, rules, used

    def on(self, app: Flask) -> None:
        """Put every page and form on `app`; those that change something only where that is allowed."""
        app.before_request(self._guard)
        app.after_request(_sealed)
        app.register_error_handler(Exception, _wrong)
        app.add_url_rule("/login", "login", self._login, methods=["GET"])
        app.add_url_rule("/login", "enter", self._enter, methods=["POST"])
        pages: dict[str, View] = {
            "/": self._week,
            "/plan": self._plan,
            "/history": self._history,
            "/waivers": self._waivers,
        }
        forms: dict[str, View] = {"/look": self._look, "/plan": self._make, "/logout": self._leave}
        acts: dict[str, View] = (
            {"/apply": self._apply, "/undo/<int:run>": self._undo} if self._rules.allow_apply else {}
        )
        if self._rules.allow_apply:
            pages["/undo/<int:run>"] = self._back
        for path, view in pages.items():
            app.add_url_rule(path, f"see {path}", self._seen(view), methods=["GET"])
        for path, view in forms.items():
            app.add_url_rule(path, f"send {path}", self._sent(view, Role.VIEWER), methods=["POST"])
        for path, view in acts.items():
            app.add_url_rule(path, f"send {path}", self._sent(view, Role.OPERATOR), methods=["POST"])

    # --- who may come in ---

    def _guard(self) -> None:
        """Answer to no other name, and find out who asks."""
        if request.host.casefold() not in self._rules.hosts:
            abort(421)
        ident = request.cookies.get(COOKIE, "")
        g.session = self._gate.session(ident)
        if self._rules.proxies:
            # Behind a proxy it is the proxy alone that says who somebody is: no link, and nobody else's header.
            role = request.headers.get(self._rules.role_header, "")
            if request.remote_addr not in self._rules.proxies or role not in set(Role):
                abort(403)
            name = request.headers.get(self._rules.name_header, "")[:LONGEST] or "somebody behind the proxy"
            g.session = self._gate.proxied(ident, Role(role), name)

    def _seen(self, view: View) -> View:
        """Return a page for whoever came in."""

        @wraps(view)
        def page(**given: int) -> Response:
            if g.session is None:
                return _page("serve_out.html", tr("Not logged in"), 401)
            return self._kept(Response(self._barred(view(**given)), mimetype="text/html"), g.session)

        return page

    def _sent(self, act: View, least: Role) -> View:
        """Return what a form does, if it is one that this person was given and may send."""

        @wraps(act)
        def form(**given: int) -> Response:
            if g.session is None:
                abort(401)
            if not own_form(g.session, request.form.get("form", "")):
                abort(403)
            if least is Role.OPERATOR and g.session.role is not Role.OPERATOR:
                abort(403)
            answer: Response = act(**given)
            return answer

        return form

    def _login(self) -> Response:
        """Show a button: what only follows links, such as a mail scanner, must not use the link up."""
        return _page("serve_in.html", tr("Come in"), 200, word=request.args.get("word", ""))

    def _enter(self) -> Response:
        session = self._gate.enter(request.form.get("word", ""))
        self._used()
        if session is None:
            return _page("serve_out.html", tr("This link is used up, or over"), 403)
        return self._kept(redirect("/", 303), session)

    def _leave(self) -> Response:
        self._gate.leave(g.session.ident)
        answer = redirect("/", 303)
        answer.delete_cookie(COOKIE)
        return answer

    def _kept(self, answer: Response, session: Session) -> Response:
        answer.set_cookie(COOKIE, session.ident, httponly=True, samesite="Strict", secure=self._rules.secure)
        return answer

    # --- pages ---

    def _week(self) -> str:
        self._live.refresh()
        report = self._live.report
        if report is None:
            return self._own("serve_wait.html", tr("Nothing was looked at so far"))
        return week_page(report, self._live.trend)

    def _plan(self) -> str:
        live, made = self._live, self._live.plan
        if made is None:
            return self._own("serve_plan.html", tr("What would be changed"), risks=_risks(), given=())
        can = self._rules.allow_apply and g.session.role is Role.OPERATOR and bool(made.steps)
        form = filled(
            "serve_agree.html", plan=made, can=can, form=g.session.form, risks=_risks(), given=live.allow
        )  # fmt: skip
        page = plan_page(made, live.context.zone, live.context.config.library.name)
        return page.replace("</main>", f"{form}</main>", 1)

    def _history(self) -> str:
        zone = self._live.context.zone
        can = self._rules.allow_apply and g.session.role is Role.OPERATOR
        runs = lines_of(self._live.context)
        return self._own("serve_history.html", tr("What was changed"), runs=runs, can=can, zone=zone_name(zone))

    def _waivers(self) -> str:
        day = today(self._live.context)
        entries = waivers_on(self._live.context, day).entries
        return self._own("serve_waivers.html", tr("What is accepted for now"), entries=entries, today=day)

    def _back(self, run: int) -> str:
        back = self._live.take_back(run)
        return self._own("serve_back.html", tr("Put back run {run}", run=run), back=back)

    # --- forms ---

    def _look(self) -> Response:
        self._live.look()
        return redirect("/", 303)

    def _make(self) -> Response:
        self._live.make(tuple(risk.value for risk in Risk if request.form.get(f"allow-{risk.value}")))
        return redirect("/plan", 303)

    def _apply(self) -> Response:
        self._live.apply(request.form.get("fingerprint", ""), g.session.name, _reason())
        return redirect("/history", 303)

    def _undo(self, run: int) -> Response:
        self._live.undo(run, g.session.name, _reason())
        return redirect("/history", 303)

    # --- what all pages have ---

    def _own(self, template: str, heading: str, **values: object) -> str:
        library = self._live.context.config.library.name
        return filled(template, library=library, heading=heading, as_of="", form=g.session.form, **values)

    def _barred(self, page: str) -> str:
        """Return a page with its menu, and with what is being done."""
        live, session = self._live, g.session
        bar = filled(
            "serve_bar.html", job=live.desk.job, done=live.done, form=session.form, name=session.name,
            role=session.role, words=DOING,
        )  # fmt: skip
        return page.replace(BAR, bar, 1)


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST]


def _risks() -> list[tuple[str, str]]:
    """Return each opt-in with what it may do."""
    return [(risk.value, tr(RISKS[risk])) for risk in Risk]


def _wrong(error: Exception) -> Response:
    """Say in a line what is wrong, and nothing of how this is built."""
    code = getattr(error, "code", None)
    if isinstance(code, int):
        return _page(
            "serve_wrong.html",
            tr("That did not work"),
            code,
            said=tr(WRONG.get(code, marked("Something was wrong with it."))),
        )
    said = str(error) if isinstance(error, HardenerError) else mistake(error)
    return _page(
        "serve_wrong.html", tr("That did not work"), 409 if isinstance(error, HardenerError) else 500, said=said
    )


def _page(template: str, heading: str, code: int, **values: object) -> Response:
    """Return a page for somebody who has not come in, or whose request was refused."""
    return Response(filled(template, library="", heading=heading, as_of="", **values), code, mimetype="text/html")


def _sealed(answer: Response) -> Response:
    """Allow a page its own style and forms, and nothing else."""
    styles = STYLE.findall(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else []
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in styles)
    style = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return answer
