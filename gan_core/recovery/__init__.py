"""Getting quality back: a smaller network learns again, from the large one it came from or from the data."""
