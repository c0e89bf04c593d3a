"""A font of the bank's own, for a character that ours lack."""

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from learning.base import typesetting


@pytest.fixture
def font_of_the_bank(tmp_path):
    """A folder with a font that has one character, 𠮷 (drawn as 吉), and with a file that is no font."""
    (tmp_path / "fonts").mkdir()
    rare = TTFont(typesetting.FONTS / typesetting.SERIF)
    only = subset.Subsetter()
    only.populate(text="吉")
    only.subset(rare)
    mapped = CmapSubtable.newSubtable(12)
    mapped.platformID, mapped.platEncID, mapped.language = 3, 10, 0
    mapped.cmap = {ord("𠮷"): rare.getBestCmap()[ord("吉")]}
    rare["cmap"].tables = [mapped]
    for record in rare["name"].names:
        record.string = {1: "Qiming Rare", 4: "Qiming Rare", 6: "QimingRare", 16: "Qiming Rare"}.get(record.nameID, "Regular")
    rare["CFF "].cff.fontNames = ["QimingRare"]
    rare.save(tmp_path / "fonts" / "rare.otf")
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    return tmp_path / "fonts"
