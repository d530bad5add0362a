"""The energy that a process uses, and its emissions."""
