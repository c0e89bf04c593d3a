"""What leaves the house: the sheet to hang on a wall, and the credential that a machine can check. Both are loaded where used."""
