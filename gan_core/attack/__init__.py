"""Pictures changed by a little on purpose, so that a network reads them wrongly; and a network trained against it."""
