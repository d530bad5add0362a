"""What a generator costs: parameters, bytes, operations, time, memory, start-up and energy; and the cost table."""
