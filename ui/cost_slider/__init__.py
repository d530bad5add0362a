"""Quality against cost (Anycost): a model that learned to draw with fewer channels, dragged through its prices."""
