"""Running a bank: first start, serving, the worker, migrations, backup and restore, the doctor. Knows every table."""
