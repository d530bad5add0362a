"""The Race page: two to four settings, chosen and trained side by side, and the ranking."""
