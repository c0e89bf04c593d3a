"""Front pages: each person's desk, help, about, privacy, accessibility, and whether the house is well."""
