"""What HR, branch heads and auditors read: completion by unit tree and course, down to names and evidence."""
