"""Pages for people, each one file of HTML that asks nothing of anybody: week, plan, card, notice, month and more.

Pure: data in, text out. There is no script and no request in them, so whatever somebody wrote into a title stays text.
Whoever serves pages calls the same functions.
"""

from hardener.pages.board import board, sheet
from hardener.pages.card import card
from hardener.pages.evidence import evidence
from hardener.pages.fleet import fleet
from hardener.pages.incident import incident
from hardener.pages.notice import notice
from hardener.pages.plan import plan
from hardener.pages.week import week

__all__ = ["board", "card", "evidence", "fleet", "incident", "notice", "plan", "sheet", "week"]
