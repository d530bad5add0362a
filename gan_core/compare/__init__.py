"""Comparison of runs: curves, settings, scores, pictures of the same latents, and their family tree."""
