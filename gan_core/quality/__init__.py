"""How good are the pictures: measures that say what they measure with."""
