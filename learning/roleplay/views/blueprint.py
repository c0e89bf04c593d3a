"""The one blueprint of role-plays."""

from flask import Blueprint

bp = Blueprint("roleplay", __name__)
