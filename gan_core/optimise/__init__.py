"""Steps from a trained generator to a variant of it. Importing this does not import torch."""
