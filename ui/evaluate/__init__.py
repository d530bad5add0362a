"""The Evaluate page: choosing, progress, and what was found."""
