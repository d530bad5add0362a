"""The same measurement on the reader's own machine, in the browser, next to the server's rows."""
