"""The one blueprint of records; its addresses are written in full beside each view."""

from flask import Blueprint

bp = Blueprint("records", __name__)
