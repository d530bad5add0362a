"""What a generator costs: parameters, bytes, operations, time, memory, start-up, energy; and a table of them all."""
