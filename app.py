"""The application, for ``flask --app app`` and for granian."""

from learning.factory import create_app

app = create_app()
