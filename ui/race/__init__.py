"""The Race page: two to four settings, chosen, trained side by side, and who was first."""
