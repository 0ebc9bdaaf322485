"""Reports: what an audit found, and one module a format that turns it into text.

Every format module has `render(report) -> Iterator[str]`: pieces of text, so that a
report on 20,000 programs need not be in memory at once.
"""
