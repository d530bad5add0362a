"""Transformations of a trained generator into a variant. Importing this does not import torch."""
