"""Built-in pictures of the same kind, to look at where a data set is not on the machine: never to score by."""

from __future__ import annotations

STAND_INS = {"mnist": "digits"}
