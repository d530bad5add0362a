"""All transformations, recipes of them, and students from fine-tuning and distillation."""
