"""Numbers that pass the checks of the portal and belong to nobody."""


def eleven_test(random):
    """Nine digits that pass the eleven test, for a BSN or RSIN. Source: Belastingdienst."""
    while True:
        digits = [random.randint(1, 9)] + [random.randint(0, 9) for _ in range(7)]
        check = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10:
            return "".join(map(str, [*digits, check]))


def iban(random):
    """A Dutch IBAN with right check digits at a bank that does not exist. Source: ISO 13616."""
    account = "".join(str(random.randint(0, 9)) for _ in range(10))
    letters = "".join(str(int(char, 36)) for char in "TEST")
    check = 98 - int(f"{letters}{account}{int('N', 36)}{int('L', 36)}00") % 97
    return f"NL{check:02d}TEST{account}"


def landline(random, netnummer):
    """A number in the given area; Dutch numbers have nine digits after the country code."""
    area = netnummer.lstrip("0")
    rest = "".join(str(random.randint(0, 9)) for _ in range(8 - len(area)))
    return f"+31{area}{random.randint(2, 7)}{rest}"


def mobile(random):
    return f"+316{random.randint(10_000_000, 54_999_999)}"


def postcode(random, start):
    return f"{start}{random.randint(10, 99)} {random.choice('ABCDEGHJKLNPRTVWXZ')}{random.choice('ABCDEGHJKLNPRTVWXZ')}"
