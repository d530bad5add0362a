"""Where latents come from: N(0, I), or a distribution that was fitted to a model's encodings. No torch at import."""
