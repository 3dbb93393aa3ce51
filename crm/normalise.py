"""Text in one form: what is stored, what is searched and what is sorted."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th"})
_NOT_PRINTED = {"Cc", "Cf", "Cs", "Co"}


def clean_text(value):
    """Text as it is stored: NFC, no control characters, no stray or double spaces. Keeps line breaks out."""
    text = unicodedata.normalize("NFC", str(value))
    text = "".join(" " if unicodedata.category(c) in _NOT_PRINTED else c for c in text)
    return " ".join(text.split())


def clean_lines(value):
    """Like `clean_text`, with the line breaks kept: for memo's."""
    return "\n".join(clean_text(line) for line in str(value).splitlines()).strip()


def normalise_email(value):
    """The one form of an e-mail address (MAIL-1): compatibility characters folded, no spaces, lower case."""
    return unicodedata.normalize("NFKC", str(value)).strip().lower()


def search_text(value):
    """Text to search and sort on: accents and case do not matter."""
    text = unicodedata.normalize("NFKD", str(value)).casefold().translate(_PLAIN)
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def digits(value):
    return re.sub(r"\D", "", str(value))


def join_name(*parts):
    """Name parts with one space between those that are there."""
    return " ".join(part for part in parts if part)
