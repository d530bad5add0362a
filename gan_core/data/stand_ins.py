"""Built-in pictures to show where a data set is not on the machine; scores never use them."""

from __future__ import annotations

STAND_INS = {"mnist": "digits"}
