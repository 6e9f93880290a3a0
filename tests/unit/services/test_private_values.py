"""Sealing personal data."""

import pytest

from assistant.errors import ConfigurationError
from assistant.services.private_values import PrivateValues

KEY = b"k" * 32


def test_what_is_sealed_is_opened_again_with_the_same_secret() -> None:
    sealed = PrivateValues(KEY).seal("13912345678，王女士")

    assert PrivateValues(KEY).open(sealed) == "13912345678，王女士"


def test_the_sealed_form_holds_no_part_of_the_text_and_is_new_each_time() -> None:
    values = PrivateValues(KEY)
    first, second = values.seal("13912345678"), values.seal("13912345678")

    assert b"1391234" not in first
    assert first != second


def test_equal_texts_have_equal_hashes_under_one_secret_only() -> None:
    values = PrivateValues(KEY)

    assert values.lookup_hash("13912345678") == PrivateValues(KEY).lookup_hash("13912345678")
    assert values.lookup_hash("13912345678") != values.lookup_hash("13912345679")
    assert values.lookup_hash("13912345678") != PrivateValues(b"x" * 32).lookup_hash("13912345678")


def test_a_value_sealed_with_another_secret_says_what_to_do() -> None:
    sealed = PrivateValues(KEY).seal("13912345678")

    with pytest.raises(ConfigurationError, match="ASSISTANT_DATA_KEY"):
        PrivateValues(b"x" * 32).open(sealed)


def test_a_value_changed_in_any_byte_is_not_opened() -> None:
    values = PrivateValues(KEY)
    sealed = values.seal("13912345678")

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(ConfigurationError):
            values.open(changed)


@pytest.mark.parametrize("length", [0, 1, 13, 20])
def test_a_value_cut_short_is_not_opened(length: int) -> None:
    values = PrivateValues(KEY)
    with pytest.raises(ConfigurationError):
        values.open(values.seal("13912345678")[:length])


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="32 or more"):
        PrivateValues(b"short")
