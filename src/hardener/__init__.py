"""Audit and harden the meeting platforms of public libraries."""

__version__ = "0.1.0"
