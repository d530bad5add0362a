"""The trade-off between quality and cost: a model with several widths, on a slider."""
