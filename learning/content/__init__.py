"""Course files in, one frozen catalogue and a list of findings out. No database, no web, no clock."""
