"""A measurement once more on the reader's own machine: the same variants in the browser, beside the server's rows."""
