"""Races: two to four settings trained with the same seed in turns, each with its own clock."""
