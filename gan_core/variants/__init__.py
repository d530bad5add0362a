"""Which transformations there are, recipes of them, and the students of fine-tuning and distillation."""
