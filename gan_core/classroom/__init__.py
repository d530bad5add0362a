"""A classroom that works together without accounts: a teacher, pupils, a wall, predictions and scoreboards."""
