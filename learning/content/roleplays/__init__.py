"""Role-plays: read from their files in both languages, checked, scored, and walked along every path."""
