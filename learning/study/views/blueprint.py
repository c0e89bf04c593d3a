"""The blueprint that the pages of study share."""

from flask import Blueprint

bp = Blueprint("study", __name__)
