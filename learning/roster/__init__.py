"""HR's staff list from a file: shown before anything changes, applied whole or not at all, undone with one press."""
