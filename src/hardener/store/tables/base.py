"""What all tables belong to."""

from __future__ import annotations

from sqlalchemy import MetaData

PREFIX = "hardener_"
"""A database may serve other programs too."""
metadata = MetaData()
