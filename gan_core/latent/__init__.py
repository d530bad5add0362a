"""Latent space: where latents come from and how one walks between them. Pure functions of NumPy arrays."""
