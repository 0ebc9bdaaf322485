"""A notice can be read by everybody: held against what textstat, which reads dictionaries, counts in it."""

from __future__ import annotations

import re

from hypothesis import given
from tests.notice import made, reading

from hardener.language import language, languages, speaking
from hardener.notice.choosing import chosen
from hardener.notice.table import Facts, Form
from hardener.report.notice import said


@given(made.any_facts())
def test_it_can_be_read_by_everybody_in_each_language(facts: Facts) -> None:
    for form in (Form.FULL, Form.SHORT, Form.SLIDE):
        for code in languages():
            with speaking(language(code)):
                each = [said(line) for line in chosen(facts, form)]
            assert not reading.too_hard("\n".join(each), code)
            assert not re.search(r"[{}]", " ".join(each))
