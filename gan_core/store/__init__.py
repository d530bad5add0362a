"""Files of models: atomic writes, weights, model cards, references, fingerprints."""
