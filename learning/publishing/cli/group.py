"""The group that every command of this folder joins."""

from pathlib import Path

import click
from flask.cli import AppGroup

content = AppGroup("content", help="Courses: check, tidy, count, publish, export.")
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
