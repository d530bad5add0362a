"""The Optimise page: variants of a model, chosen, measured side by side, shown and exported."""
