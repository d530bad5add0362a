"""The Doctor page: findings of a run, the failure modes, and the break-it lab."""
