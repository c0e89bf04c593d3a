"""What may be asked of people: every course, and certifications, which are lists of courses with terms."""
