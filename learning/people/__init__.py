"""Staff, units and their tree, postings, absences, roles, the bank's calendar, and sign-in."""
