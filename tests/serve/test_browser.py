"""The served pages in Chromium: everybody can read them, nothing leaves the machine, and buttons do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Dialog, Page

from tests.end_to_end.library import Library, library, small, soon, story
from tests.pages import browser
from tests.serve.served import served

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.process]
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDE = (320, 768, 1280)
HOSTILE = (
    '<script>document.title = "hit"</script><img src=x onerror="alert(1)">',
    'Tales" onmouseover="alert(2)" autofocus onfocus="alert(3)',
    "Cuentos \u202eevil\u2066abc\u2069 </title></style></bdi><iframe src=//evil.example>",
)
RECORDED = 81
"""The program that records by itself until the plan is carried out."""
OPEN = {
    "waiting_room": False, "approval_type": 2, "join_before_host": True, "participant_video": True,
    "disable_participant_video": False, "mute_upon_entry": False, "allow_host_control_participant_mute_state": False,
}  # fmt: skip
"""A program that anyone with the link comes into."""
WORD = ("door.dial_in", "--program", "82", "--until", soon(30)[:10], "--reason", HOSTILE[0], "--by", "anna")


@dataclass
class Looker:
    """Somebody who looks at the pages, and what their browser was made to do."""

    page: Page
    axe: str
    url: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Boxes that a page opened."""

    def __post_init__(self) -> None:
        """Take note of everything that a page asks for or opens."""
        self.page.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", self._dismissed)

    def _dismissed(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def press(self, what: str, *, shows: str) -> None:
        """Press a button or follow a link, and load the page again until it shows what is waited for."""
        with self.page.expect_navigation():
            self.page.click(what)
        self.until(shows)

    def go(self, link: str, *, shows: str) -> None:
        """Follow a link of the menu."""
        self.press(f"nav.bar >> text={link}", shows=shows)

    def until(self, shows: str) -> None:
        """Load the page again, as it says, until nothing is being done and `shows` is on it."""
        for _ in range(200):
            if not self.page.locator("[role=status] >> text=…").count():
                break
            self.page.wait_for_timeout(200)
            with self.page.expect_navigation():
                self.page.click("text=Load this page again")
        assert shows in self.page.inner_text("body")

    def read(self) -> None:
        """Look at the page as everybody may: on every width, in light and dark, with everything unfolded."""
        self.page.evaluate(self.axe)
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for colours in COLOURS:
            self.page.emulate_media(color_scheme=colours)
            for width in WIDE:
                self.page.set_viewport_size({"width": width, "height": 900})
                where = f"{self.page.url} at {width} in {colours}"
                assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{where}: scrolls sideways"
                found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                wrong = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]
                assert not wrong, f"{where}: {wrong}"
        assert not self.page.locator("script, iframe, img, [onmouseover], [onerror], [onfocus]").count()

    def quiet(self) -> None:
        """Nothing was asked of anybody but this server, and no title has done anything."""
        assert [each for each in self.asked if not each.startswith(f"{self.url}/")] == []
        assert self.said == []


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    meetings = (
        story(RECORDED, topic=HOSTILE[0], auto_recording="cloud"),
        story(82, topic=HOSTILE[1], **OPEN),
        story(83, topic=HOSTILE[2]),
    )
    with library(tmp_path, small(*meetings)) as opened:
        opened.run("waive", *WORD, expect=0)
        yield opened


def settings(made: Library) -> dict[int, Any]:
    """Return what the platform has of every program now."""
    return {number: dict(program.settings) for number, program in made.zoom.world.programs.items()}


def test_a_plan_is_clicked_through_and_everybody_can_read_every_page(made: Library) -> None:
    path, axe = browser.found()
    before = settings(made)
    with served(made, "--allow-apply") as pages, browser.chromium(path) as chromium:
        looker = Looker(chromium.new_page(), axe, pages.url)
        page = looker.page
        page.goto(pages.link)
        looker.read()
        looker.press("button:has-text('Come in')", shows="Day by day")
        assert HOSTILE[1] in page.inner_text("body"), "a title is there as it is, as text"
        for part in ("#first", "#programs", "#p-1"):
            assert page.locator(part).count(), f"{part}: causes, programs and one of them are on the page"
        looker.read()
        looker.go("Accepted", shows="door.dial_in")
        looker.read()
        looker.go("Plan", shows="To plan changes nothing")
        looker.read()
        looker.press("text=Make a plan", shows="Make these changes")
        looker.read()
        page.click("button:has-text('read each one back')")
        assert page.url.endswith("/plan"), "what was not agreed to is not sent"
        assert settings(made) == before
        assert not made.sent("PATCH", "PUT", "DELETE")
        page.check("[name=sure]")
        page.fill("[name=reason]", HOSTILE[0])
        looker.press("button:has-text('read each one back')", shows="Changed, run")
        after = settings(made)
        assert after[RECORDED]["auto_recording"] == "none"
        looker.read()
        looker.press("text=Take run", shows="get back the value")
        looker.read()
        assert settings(made) == after, "to look at what can be put back changes nothing"
        looker.press("button:has-text('settings back')", shows="Put back, run")
        looker.read()
        assert settings(made) == before
        looker.press("text=Leave", shows="Not logged in")
        looker.quiet()
