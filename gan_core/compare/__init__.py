"""Runs compared with each other: curves, settings, scores, pictures of the same latents, and where they came from."""
