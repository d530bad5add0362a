"""The latent lab: its components and the parts of its page."""
