"""What a value in a field must look like (REL-3).

Each `clean_…` gives the value as it is stored, or raises ValidationError with a sentence about what is wrong.
The same functions serve the forms and the import, so that both say the same.
"""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from stdnum import iban
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import bsn, btw, postcode

from crm.normalise import clean_text, digits, normalise_email

LAND_NEDERLAND = "Nederland"
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def clean_kvk(value):
    """KvK number: 8 digits. Source: Handelsregister; it has no check digit."""
    number = clean_text(value).replace(" ", "").replace(".", "")
    if not (number.isascii() and number.isdigit()) or len(number) != 8:
        raise ValidationError("Een KvK-nummer heeft 8 cijfers.", code="kvk")
    return number


def clean_rsin(value):
    return _eleven_test(value, "RSIN")


def clean_bsn(value):
    return _eleven_test(value, "BSN")


def _eleven_test(value, name):
    # Counted here, because the library fills a short number with zeros.
    if len(digits(value)) != 9:
        raise ValidationError(f"Een {name} heeft 9 cijfers.", code=name.lower())
    try:
        return bsn.validate(clean_text(value))
    except NumberError:
        raise ValidationError(f"Dit {name} klopt niet: het voldoet niet aan de elfproef.", code=name.lower()) from None


def clean_btw_id(value):
    try:
        return "NL" + btw.validate(clean_text(value).upper())
    except NumberError:
        raise ValidationError("Dit btw-id klopt niet; het heeft de vorm NL123456789B01.", code="btw_id") from None


def clean_iban(value):
    number = clean_text(value).replace(" ", "").upper()
    if not _IBAN.fullmatch(number):
        raise ValidationError("Dit is geen geldig IBAN.", code="iban")
    try:
        # Without the lists of banks per country: a new bank abroad is no mistake.
        return iban.validate(number, check_country=False)
    except InvalidChecksum:
        raise ValidationError(
            "Dit IBAN klopt niet: de controlecijfers passen niet bij het nummer.", code="iban"
        ) from None
    except NumberError:
        raise ValidationError("Dit is geen geldig IBAN.", code="iban") from None


def clean_postcode(value):
    """A Dutch postcode, stored as `1234 AB`."""
    try:
        return postcode.validate(clean_text(value))
    except NumberError:
        raise ValidationError("Een postcode heeft de vorm 1234 AB.", code="postcode") from None


def clean_email(value):
    address = normalise_email(value)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError("Dit is geen geldig e-mailadres.", code="email") from None
    return address


def clean_website(value):
    address = clean_text(value)
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValidationError("Dit is geen geldig webadres.", code="website") from None
    return address


def parse_telefoon(value):
    """The number in E.164 form, or None when it cannot be read as a Dutch or international number."""
    try:
        number = phonenumbers.parse(clean_text(value), "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_telefoon(value):
    number = parse_telefoon(value)
    if number is None:
        raise ValidationError("Dit telefoonnummer is niet te lezen; schrijf het als 06 12345678 of +31 6 12345678.")
    return number


def show_telefoon(value):
    """A stored number as people write it; text that never was a number stays as it is."""
    try:
        number = phonenumbers.parse(value, "NL")
    except phonenumbers.NumberParseException:
        return value
    if not phonenumbers.is_valid_number(number):
        return value
    dutch = number.country_code == 31
    form = phonenumbers.PhoneNumberFormat.NATIONAL if dutch else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def search_telefoon(value):
    """The digits somebody may search on: both 0612345678 and 31612345678."""
    number = digits(value)
    return f"{number} 0{number[2:]}" if number.startswith("31") else number
