"""What one can take away from a run."""
