"""How good the pictures of models, runs and folders are, with everything needed to interpret a score."""
