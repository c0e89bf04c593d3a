"""Files that take a while to make: who asked for what, how far the worker is, the file in pieces, until when it can be fetched."""
