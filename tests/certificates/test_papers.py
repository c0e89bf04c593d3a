"""The paper: what stands on it can be read, copied and scanned, and the same proof gives the same bytes."""

import cmath
import io
import math
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from learning.certificates import rules
from learning.certificates.papers import sheet as papers
from learning.certificates.refusals import MissingGlyphs

NUMBER = rules.written(0x1234567890ABCDEF1234567890ABCDEF)
ADDRESS = f"https://learn.qiming.example/verify/{NUMBER}"
PRINTED = {
    "number": NUMBER, "name": "林晓雯", "name_en": "Lin Xiaowen", "course": "服务标准", "course_en": "Service Standards",
    "bank": "启明银行", "bank_en": "Qiming Bank", "signatory": "沈国华", "signatory_en": "Shen Guohua",
    "issued_on": "2026-03-02", "valid_until": None,
}  # fmt: skip
WORDS = (
    "林晓雯", "Lin Xiaowen", "“服务标准”", "“Service Standards”", "启明银行", "Qiming Bank", "沈国华", "Shen Guohua",
    rules.grouped(NUMBER), "2026 年 3 月 2 日", "2 March 2026", "长期有效", "learn.qiming.example/verify",
)  # fmt: skip


def text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return "\n".join(page.extract_text() for page in pages)


def test_the_names_can_be_read_and_copied():
    pdf = papers.certificate(PRINTED, ADDRESS)

    found = text(pdf)
    for words in WORDS:
        assert words in found
    about = PdfReader(io.BytesIO(pdf)).metadata
    assert (about.title, about.author) == ("服务标准 · 林晓雯", "启明银行")


def test_a4_landscape_and_tagged():
    pdf = PdfReader(io.BytesIO(papers.certificate(PRINTED, ADDRESS)))

    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [297, 210]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_code_leads_to_exactly_the_address():
    picture = Image.open(io.BytesIO(papers.picture(PRINTED, ADDRESS, ppi=144)))

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ADDRESS]


def test_the_same_proof_gives_the_same_bytes_in_every_thread():
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _n: papers.certificate(PRINTED, ADDRESS), range(8)))

    assert made == {papers.certificate(PRINTED, ADDRESS)}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "买买提·阿不都热合曼", "name_en": "Maimaiti Abudureheman bin Abdullah al-Rashid"},
        {"name": "甲" * 64, "name_en": "Longname " * 13},
        {"name": "王", "name_en": ""},
        {"name": "Anna Schmidt", "name_en": "Anna Schmidt"},
        {"course": "课" * 80, "course_en": "Course " * 11},
        {"course": "A&B <课>", "course_en": "#panic(“no”) $x$ *b* _i_ @ref \\ // `c`"},
        {"bank": "浙江古越农村商业银行股份有限公司", "bank_en": "Zhejiang Guyue Rural Commercial Bank Co., Ltd."},
        {"bank": "Bank", "signatory": "", "signatory_en": ""},
        {"valid_until": "2027-03-01"},
    ],
)
def test_every_name_finds_its_place_on_one_sheet(change):
    found = text(papers.certificate(PRINTED | change, ADDRESS)).replace("\n", "").replace(" ", "")

    for words in (value.replace(" ", "") for name, value in change.items() if name != "valid_until"):
        assert words in found


@pytest.mark.parametrize(
    ("name", "missing"),
    [("𠮷田", "𠮷"), ("林晓雯🙂", "🙂"), ("林\u202e雯", "\u202e"), ("林\0", "\0"), ("䶮𬭩㛃𫘜", None), ("Nguyễn", None)],
)
def test_a_character_no_font_has_is_refused_and_not_drawn_as_a_box(name, missing):
    if missing is None:
        assert name in text(papers.certificate(PRINTED | {"name": name}, ADDRESS))
        return
    with pytest.raises(MissingGlyphs) as no:
        papers.certificate(PRINTED | {"name": name}, ADDRESS)

    assert no.value.gaps == {"missing": missing}


@pytest.mark.parametrize(
    ("bank", "columns"),
    [
        ("启明银行", ["启明", "银行"]),
        ("知礼", ["知礼", "之印"]),
        ("古越银", ["古越", "银印"]),
        ("浙江古越银行", ["浙江古", "越银行"]),
        ("浙江古越商业银行", ["浙江古", "越商业", "银行印"]),
        ("Qiming Bank", ["知礼", "之印"]),
        ("启", ["启专", "用章"]),
    ],
)
def test_the_seal_is_always_full(bank, columns):
    assert papers.seal(bank) == columns


def test_each_number_has_its_own_rosette():
    numbers = [rules.written(random.Random(seed).getrandbits(128)) for seed in range(10)]
    assert len(set(map(papers.rosette, numbers))) == 10
    assert papers.rosette(NUMBER) == papers.rosette(NUMBER)


def test_each_petal_of_a_rosette_goes_on_where_the_one_before_ended():
    for seed in range(10):
        petals, drawn = papers.rosette(rules.written(random.Random(seed).getrandbits(128)))
        strands = re.findall(r'd="M([^"]+)"', drawn)
        assert 8 <= petals <= 12 and len(strands) == 11
        for strand in strands:
            first, last = strand.split("C")[0].split(), strand.split()[-2:]
            step = cmath.rect(1, math.tau / petals)
            assert complex(*map(float, first)) * step == pytest.approx(complex(*map(float, last)), abs=0.011)


@pytest.mark.parametrize(
    "address", [f"https://learn.qiming.example/{'a' * length}/verify/{NUMBER[length % 7 :]}" for length in range(0, 90, 9)]
)
def test_codes_of_every_length_are_read(address):
    drawn = segno.make(address, error="m", micro=False, mask=papers.MASK)
    image = io.BytesIO()
    drawn.save(image, kind="png", scale=3, border=4)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(image))] == [address]


def test_a_web_worker_never_loads_the_compiler():
    loaded = "import sys, learning.factory; print([m for m in ('typst', 'pikepdf', 'fontTools') if m in sys.modules])"

    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_for_the_archive_and_to_be_read_aloud():
    pdf = PdfReader(io.BytesIO(papers.certificate(PRINTED, ADDRESS)))

    about = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about and "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert alternatives(pdf.trailer["/Root"]["/StructTreeRoot"]) == [f"扫码验证证书 · QR code: {ADDRESS}"]


def alternatives(node) -> list[str]:
    """The alt texts of a structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        return [text for one in node for text in alternatives(one)]
    if not isinstance(node, dict):
        return []
    below = alternatives(node["/K"]) if "/K" in node else []
    return [str(node["/Alt"]), *below] if "/Alt" in node else below


def fonts_of(pdf: bytes) -> dict[str, str]:
    """Which font draws which characters, as a reader of the PDF finds them."""
    drawn: dict[str, str] = {}

    def note(words, _cm, _tm, font, _size):
        if font:
            drawn[font["/BaseFont"]] = drawn.get(font["/BaseFont"], "") + words

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return drawn


def test_a_rare_character_is_drawn_by_our_own_serif():
    drawn = fonts_of(papers.certificate(PRINTED | {"name": "䶮雯"}, ADDRESS))

    assert ["䶮雯" in words.replace(" ", "") for font, words in drawn.items() if "NotoSerifSC" in font] == [True]
    assert pixels("䶮") not in ({}, pixels("一"), pixels("囗"))


def pixels(name: str) -> dict[int, int]:
    """How many dark and light points the name's place on the sheet holds: a box or nothing would show."""
    sheet = Image.open(io.BytesIO(papers.picture(PRINTED | {"name": name, "name_en": ""}, ADDRESS, ppi=96)))
    place = sheet.convert("1").crop((260, 200, 330, 310))
    return {shade: count for count, shade in place.getcolors()}


def test_a_font_of_the_bank_draws_what_ours_lack(font_of_the_bank):
    printed = PRINTED | {"name": "林𠮷"}

    assert (papers.missing(["林𠮷🙂"]), papers.missing(["林𠮷🙂"], font_of_the_bank)) == ("🙂 𠮷", "🙂")
    drawn = fonts_of(papers.certificate(printed, ADDRESS, own_fonts=font_of_the_bank))
    assert [words.strip() for font, words in drawn.items() if "QimingRare" in font] == ["𠮷"]
    with pytest.raises(MissingGlyphs):
        papers.certificate(printed, ADDRESS)


def test_a_hundred_papers_in_one_file():
    whole, one = io.BytesIO(), papers.certificate(PRINTED, ADDRESS)
    papers.bound((one for _ in range(100)), whole, title="服务标准证书 · 滨江支行")

    book = PdfReader(whole)
    assert (len(book.pages), book.metadata.title) == (100, "服务标准证书 · 滨江支行")
    assert "林晓雯" in book.pages[99].extract_text()
