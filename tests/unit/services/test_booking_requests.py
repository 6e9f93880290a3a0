"""What a request may hold, and how it is understood."""

from datetime import date

import pytest

from assistant.domain.booking import new_code, normal_code, shown_code
from assistant.domain.booking_errors import BookingNotFound, UnusableDetail
from assistant.domain.guardian import BirthMonth, masked_phone, normal_phone
from assistant.services.booking_requests import check_request
from assistant.services.private_values import PrivateValues
from tests.guidance import PHONE, a_mother, a_request

TODAY = date(2026, 3, 2)
PRIVATE_VALUES = PrivateValues(b"k" * 32)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_month": "2026-12"}, "birth_month_in_future"),
        ({"birth_month": "2010-01"}, "birth_month_too_long_ago"),
        ({"birth_month": "去年三月"}, "birth_month_invalid"),
        ({"birth_month": "2025-13"}, "birth_month_invalid"),
        ({"phone": "138617249"}, "phone_invalid"),
        ({"phone": "138617249051"}, "phone_invalid"),
        ({"phone": "一三八"}, "phone_invalid"),
        ({"nickname": "  "}, "nickname_invalid"),
        ({"nickname": "团" * 21}, "nickname_invalid"),
        ({"consent_version": ""}, "consent_needed"),
        ({"client_request_id": "x" * 201}, "invalid_input"),
    ],
)
def test_a_detail_that_cannot_be_used_is_named(changes: dict[str, str], code: str) -> None:
    with pytest.raises(UnusableDetail) as refused:
        check_request(a_mother(), a_request(**changes), PRIVATE_VALUES, TODAY)

    assert refused.value.code == code
    assert PHONE not in str(refused.value)


@pytest.mark.parametrize("written", ["+86 138-6172-4905", "138 6172 4905", "008613861724905", " 13861724905 "])
def test_a_phone_is_understood_as_people_write_it(written: str) -> None:
    assert normal_phone(written) == PHONE
    assert masked_phone(PHONE) == "138****4905"


def test_an_age_is_uncertain_by_the_day_of_birth() -> None:
    born = BirthMonth.parse("2025-02", TODAY)

    assert born.ages_on(date(2026, 3, 5)) == (12, 13)
    assert BirthMonth.parse("2026-03-01", TODAY).ages_on(TODAY) == (0, 0)


def test_a_code_is_found_however_it_is_typed() -> None:
    codes = {new_code() for _ in range(1000)}
    code = codes.pop()

    assert len(codes) == 999
    assert normal_code(shown_code(code)) == code
    assert normal_code(f" {shown_code(code).lower().replace('-', ' — ')} ") == code
    assert normal_code("".join(chr(ord(one) + 0xFEE0) for one in code)) == code
    for wrong in ("", "K7QM", code + "2", "0" * 11, "团" * 11, "\x00" * 11):
        with pytest.raises(BookingNotFound):
            normal_code(wrong)
