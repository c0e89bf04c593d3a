"""The one blueprint of live practice; its addresses are written in full beside each view."""

from flask import Blueprint

bp = Blueprint("rooms", __name__)
