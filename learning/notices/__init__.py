"""What a person is told: one row a message, the same rows for the bell and, later, for mail."""
