"""The one blueprint of people with its template filters; its addresses are written in full beside each view."""

import re

from flask import Blueprint

from learning.base.refusals import N_
from learning.people.rules import POSITIONS
from learning.web.language import say

bp = Blueprint("people", __name__)

BROWSERS = [("Edge", r"Edg"), ("Opera", r"OPR"), ("Firefox", r"Firefox"), ("Chrome", r"Chrome|CriOS"), ("Safari", r"Safari")]
SYSTEMS = [("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
           ("Windows", r"Windows"), ("macOS", r"Mac OS"), ("Linux", r"Linux")]  # fmt: skip
SYSTEM_FIRST = N_("%(browser)s on %(system)s")


@bp.app_template_filter("position_name")
def position_name(key: str | None) -> str:
    """A position's name; a key that no list has any more stays as it is."""
    return say(POSITIONS[key]) if key in POSITIONS else key or ""


@bp.app_template_filter("device_name")
def device_name(words: str) -> str:
    """Such as Chrome on Windows, from what the browser says of itself."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, words)), None)
    system = next((name for name, sign in SYSTEMS if re.search(sign, words)), None)
    if browser and system:
        return say(SYSTEM_FIRST, browser=browser, system=system)
    return browser or system or say("A device")
