"""The figures in the README, each one command: python -m benchmarks.NAME."""
