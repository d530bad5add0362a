"""The command line: everything a page does, in a terminal."""
