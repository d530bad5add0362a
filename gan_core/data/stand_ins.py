"""Built-in data that stand in for data that must be downloaded."""

from __future__ import annotations

STAND_INS = {"mnist": "digits"}
