"""What somebody sends in, judged by what is in it, never by its name."""

import io
import struct
import zlib

import pytest
from PIL import Image

from learning.tasks import intake
from learning.tasks.refusals import FileTooLarge, NotThisKind, PictureTooLarge

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


def picture(kind="JPEG", size=(60, 40), mode="RGB", **how) -> bytes:
    into = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else (200, 30, 30, 128)[: len(mode)]).save(into, kind, **how)
    return into.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "mimetype", "name"),
    [
        ("JPEG", "RGB", "image/jpeg", "柜台.jpg"), ("JPEG", "L", "image/jpeg", "柜台.jpg"),
        ("PNG", "RGBA", "image/png", "柜台.png"),
        ("WEBP", "RGB", "image/webp", "柜台.webp"),
    ],
)  # fmt: skip
def test_a_picture_is_drawn_anew(kind, mode, mimetype, name):
    kept = intake.read_file("柜台.exe", picture(kind, mode=mode))

    assert (kept.name, kept.mimetype) == (name, mimetype)
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.format, drawn.size) == (kind, (60, 40))


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY camera"
    exif.get_ifd(0x8825)[1] = "N"
    taken = picture(exif=exif, comment=b"<script>alert(1)</script>")
    assert b"CANARY" in taken and b"script" in taken

    kept = intake.read_file("a.jpg", taken + b"PK\x03\x04 a ZIP behind the picture")

    assert not [word for word in (b"CANARY", b"script", b"ZIP", b"Exif") if word in kept.content]
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((40, 60), {})


def test_a_large_photo_becomes_a_smaller_one():
    kept = intake.read_file("a.jpg", picture(size=(5000, 2500)))

    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert max(drawn.size) <= 4000 and drawn.size[0] == 2 * drawn.size[1]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that promises this many points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (7_000, 6_000), (2_000, 20_001)])
def test_a_bomb_is_not_opened(width, height):
    with pytest.raises(PictureTooLarge):
        intake.read_file("bomb.png", bomb(width, height))


def test_a_paper_is_kept_as_it_is():
    kept = intake.read_file("../../记录.pdf", PDF)

    assert (kept.name, kept.mimetype, kept.content) == ("记录.pdf", "application/pdf", PDF)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 an EXE", b"", b"%PDF-1.7 without an end", b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 half a JPEG", b"PK\x03\x04",
        bomb(10, 10)[:45],
    ],
)  # fmt: skip
def test_what_is_neither_picture_nor_paper_is_refused_whatever_its_name(content):
    with pytest.raises(NotThisKind) as no:
        intake.read_file("invoice.pdf", content)

    assert no.value.gaps == {"name": "invoice.pdf"}


def test_five_megabytes_and_not_a_byte_more():
    whole = PDF.replace(b"<<>>", b"<<>>" + b" " * (intake.MOST_BYTES - len(PDF)), 1)
    assert len(whole) == 5 * 2**20
    assert intake.read_file("a.pdf", whole).content == whole

    with pytest.raises(FileTooLarge):
        intake.read_file("a.pdf", b"%" + whole)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\lin\\照片.jpg", "照片.jpg"), ("/etc/passwd", "passwd"), ("..", ".."), ("", "file"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202efdp.exe", "fdp.exe"), ('"><script>.png', "script.png"), ("长" * 300, "长" * 100),
    ],
)  # fmt: skip
def test_a_name_is_made_harmless(sent, kept):
    assert intake.plain_name(sent) == kept
