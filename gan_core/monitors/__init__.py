"""What is measured while a run learns."""
