"""Pictures that are drawn for one answer."""

from io import BytesIO

from flask import Response

DARK, LIGHT = "#1c211c", "#ffffff"
"""Ink on white, by day and by night: a camera does not read it inverted."""


def qr(text: str) -> Response:
    """A QR code as SVG; its size is the page's business."""
    import segno  # noqa: PLC0415 -- a hundredth of every start, for a picture

    drawn = BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(drawn, kind="svg", border=2, dark=DARK, light=LIGHT, xmldecl=False, omitsize=True)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")
