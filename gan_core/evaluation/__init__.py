"""How good the pictures of models, runs and folders are, and all that a score needs beside it to be read."""
