"""What a generator costs: parameters, bytes, operations, time, memory, start-up, energy; and the ledger of them all."""
