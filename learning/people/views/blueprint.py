"""The one blueprint of people; its addresses are written in full beside each view."""

from flask import Blueprint

bp = Blueprint("people", __name__)
