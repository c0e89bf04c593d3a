"""Tables sent as files."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response

from learning.base import spreadsheets
from learning.base.spreadsheets import Paper

IN_MEMORY = 2_000_000
PIECE = 65_536


def spreadsheet(paper: Paper, ending: str, name: str) -> Response:
    """The table as ``csv`` or ``xlsx``, to be saved under this name.

    Written piece by piece into a temporary file, so that neither memory nor the transaction stays open while it is sent.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the answer closes it when it is sent
    spreadsheets.write(paper, ending, file)
    answer = Response(_pieces(file, file.tell()), mimetype=spreadsheets.MIMETYPES[ending])
    answer.content_length = file.tell()
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.call_on_close(file.close)
    return answer


def _pieces(file: IO[bytes], length: int) -> Iterator[bytes]:
    with file:
        file.seek(0)
        for _ in range(0, length, PIECE):
            yield file.read(PIECE)
