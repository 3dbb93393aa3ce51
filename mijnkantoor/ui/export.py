"""Exports that a spreadsheet can open without danger."""

# A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, CSV injection.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value):
    """The text with a quote before it when a spreadsheet would calculate with it; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
