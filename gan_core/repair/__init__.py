"""Pictures repaired by a small U-Net: noise removed, a hole filled, twice the size; with and without an opponent."""
