"""Metrics during training."""
