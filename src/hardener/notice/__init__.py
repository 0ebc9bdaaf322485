"""The notice that families read: sentences, each of which rests on what an audit knows. Pure.

`table` has the sentences, `facts` what is known, `choosing` puts a notice together, and `fit` tells when one that was
published no longer fits. Who writes it out is `report.notice`, or `pages.notice`.
"""
