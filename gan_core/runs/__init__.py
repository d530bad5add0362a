"""Runs and where they came from: fork and origin."""
