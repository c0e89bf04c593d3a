"""The one blueprint of quizzes; its addresses are written in full beside each view."""

from flask import Blueprint

bp = Blueprint("quiz", __name__)
