"""Energy of what a process does, and what it emits."""
