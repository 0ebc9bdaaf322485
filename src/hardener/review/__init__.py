"""The review of a platform: what a library asks of it before families are sent there, and what came of it. Pure.

No platform is ranked and none endorsed: there are answers, evidence, red flags and days, and a person decides.
"""
