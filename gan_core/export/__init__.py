"""What one can export from a run."""
