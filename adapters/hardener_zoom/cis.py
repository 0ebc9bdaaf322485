"""TEMPORARY."""

CIS = ()
