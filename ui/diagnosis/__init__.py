"""The doctor's findings in a run: computed once for all viewers, shown as cards with evidence."""
