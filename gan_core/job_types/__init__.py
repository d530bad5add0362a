"""Every type of long work that a worker can do."""
