"""The product speaks Chinese completely: every sentence that is marked for translation has one, with the same gaps."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "translations/zh/LC_MESSAGES/messages.po"
GAP = re.compile(r"%\((\w+)\)s")
HALF_WIDTH = re.compile(r"[一-鿿][,:;?!()]|[,:;?!(][一-鿿]")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="zh") if message.id}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every msgid in the code and the templates, as pybabel finds them."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    words = ("N_", "say", "tell", "_")
    pybabel = Path(sys.executable).with_name("pybabel")
    command = [str(pybabel), "-q", "extract", "-F", "translations/babel.cfg", "-o", str(pot)]
    for word in words:
        command += ["-k", word]
    subprocess.run([*command, "learning", "templates"], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


def test_nothing_is_left_untranslated(catalogue, said):
    assert sorted(msgid for msgid in said if not catalogue.get(msgid)) == []


def test_nothing_is_translated_that_nobody_says(catalogue, said):
    assert sorted(set(catalogue) - said) == []


def test_both_languages_have_the_same_gaps(catalogue):
    assert [msgid for msgid, text in catalogue.items() if set(GAP.findall(msgid)) != set(GAP.findall(text))] == []


def test_chinese_marks_are_full_width(catalogue):
    assert [text for text in catalogue.values() if HALF_WIDTH.search(GAP.sub("", text))] == []
