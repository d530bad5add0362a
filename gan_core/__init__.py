"""Train small GANs and VAEs, use them, and measure what they cost: the library behind the app."""
