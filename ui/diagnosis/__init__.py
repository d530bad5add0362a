"""What the doctor finds in a run: worked out once for all viewers, shown as cards with their evidence."""
