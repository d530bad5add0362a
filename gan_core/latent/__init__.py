"""Latent space: sources of latents and interpolation between them. Pure functions of NumPy arrays."""
