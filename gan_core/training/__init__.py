"""Training as a generator of events, and the state it works on."""
