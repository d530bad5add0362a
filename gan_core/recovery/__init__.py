"""Fine-tuning and distillation: a smaller network learns from the large one it came from, or from the data."""
