"""The live view: its component, its routes, what is new of a run, recorded runs."""
