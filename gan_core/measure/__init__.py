"""Variants of a model measured side by side: a job like any other, with its settings, its rows and its folder."""
