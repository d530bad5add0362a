"""What the app's figures are and how each was checked."""
