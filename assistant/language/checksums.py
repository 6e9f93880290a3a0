"""Check digits of identity-card and bank-card numbers."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"


def is_id_card(number: str) -> bool:
    """Tell whether 18 characters form a Chinese identity-card number.

    Source: GB 11643-1999, section 4 (ISO 7064 MOD 11-2).
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return _ID_CHECK[total % 11] == number[17].upper()


def is_bank_card(number: str) -> bool:
    """Tell whether 16 to 19 digits satisfy the Luhn check (ISO/IEC 7812-1, annex B)."""
    if not (16 <= len(number) <= 19 and number.isascii() and number.isdigit()):
        return False
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
