"""The classroom: who joins, what hangs on the wall, what was answered, and the teacher's view."""
