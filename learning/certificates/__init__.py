"""Certification periods and their numbered proof: the PDF, its QR code, and the public page that says what holds today."""
