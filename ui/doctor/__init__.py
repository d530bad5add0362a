"""The Doctor page: findings of a run, the twelve illnesses, and the break-it lab."""
