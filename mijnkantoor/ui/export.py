"""Exports that a spreadsheet can open without danger."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value):
    """Text that a spreadsheet does not take for a formula. Source: OWASP, CSV injection."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
