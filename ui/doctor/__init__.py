"""The Doctor page: findings of a run, the illnesses, and the break-it lab."""
