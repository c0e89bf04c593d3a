"""Forms of people: at the door, of one's own profile, of HR."""
