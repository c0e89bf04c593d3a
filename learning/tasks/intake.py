"""A file that somebody sends in, judged by what is in it. Pictures are drawn anew: what else was hidden in them is gone."""

import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from learning.tasks.refusals import FileTooLarge, NotThisKind, PictureTooLarge

MOST_BYTES = 5 * 2**20
MOST_POINTS = 40_000_000
SIDE = 4000
KINDS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


@dataclass(frozen=True)
class Kept:
    """What is kept of a file: its bytes as we wrote them, its kind, a harmless name."""

    name: str
    mimetype: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_file(name: str, content: bytes) -> Kept:
    """The file as it may be kept. Refuses more than 5 MB, more than 40 million points, and whatever is neither picture nor PDF."""
    name = plain_name(name)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(name=name, most=MOST_BYTES // 2**20)
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return Kept(f"{_stem(name)}.pdf", "application/pdf", content)
    return _picture(name, content)


def _picture(name: str, content: bytes) -> Kept:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves, and lower
            with Image.open(BytesIO(content), formats=tuple(KINDS)) as picture:
                if picture.width * picture.height > MOST_POINTS:
                    raise PictureTooLarge(name=name, most=MOST_POINTS // 1_000_000)
                return _drawn(name, picture, str(picture.format))
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(name=name, most=MOST_POINTS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotThisKind(name=name) from error


def _drawn(name: str, picture: Image.Image, kind: str) -> Kept:
    """Upright, at most 4,000 points a side, without place, camera and whatever else stood beside the points."""
    picture.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    mode = "RGB" if kind == "JPEG" or upright.mode not in ("RGBA", "LA", "PA", "P") else "RGBA"
    drawn, into = Image.new(mode, upright.size), BytesIO()
    drawn.paste(upright.convert(mode))
    drawn.save(into, kind, quality=85)
    mimetype, ending = KINDS[kind]
    return Kept(f"{_stem(name)}.{ending}", mimetype, into.getvalue())


def plain_name(name: str) -> str:
    """The last part of a path, without what could steer a terminal or a header."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\"<>]", "", last).strip()[-100:] or "file"


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
