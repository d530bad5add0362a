"""The page on which a sentence becomes a picture."""
