"""BIN, IIN, regions and industries, against the tables of the reference of identifiers."""

import pytest
from django.core.exceptions import ValidationError

from cluster_selection.accounts.classifiers import (
    INDUSTRIES,
    REGIONS,
    industry_choices,
    industry_name,
    region_choices,
    region_name,
)
from cluster_selection.accounts.identifiers import (
    check_digit,
    strip_separators,
    validate_bin,
    validate_iin,
    warnings_of_iin,
)

VALID_BINS = [
    "150140999990",
    "161240999999",
    "170340999092",
    "180841999997",
    "190442999890",
    "201140999497",
    "210550999993",
    "220640999994",
    "230960999590",
    "240244999995",
]
SECOND_PASS_BINS = ["170340999092", "201140999497", "230960999590"]
REAL_BINS = ["020240000555", "971240001315"]
INVALID_BINS = [
    ("150140999991", "check_digit"),
    ("15014099999", "length"),
    ("1501409999900", "length"),
    ("151340999990", "month"),
    ("150040999997", "month"),
    ("150130999996", "fifth_digit"),
    ("150170999994", "fifth_digit"),
    ("150149999998", "sixth_digit"),
    *[(f"15014099816{last}", "never_issued") for last in range(10)],
    ("15014099999O", "digits"),
    ("١٥٠١٤٠٩٩٩٩٩٠", "digits"),
    ("", "empty"),
]
VALID_IINS = [
    "800101399997",
    "880229499394",
    "920630399998",
    "991231499990",
    "000229599896",
    "051115599990",
    "750704499890",
    "680920399191",
    "010310699997",
    "130808699999",
]
SECOND_PASS_IINS = ["880229499394", "000229599896", "680920399191"]
INVALID_IINS = [
    ("800101399990", "check_digit"),
    ("80010139999", "length"),
    ("8001013999970", "length"),
    ("800101-399997", "digits"),
    *[(f"80010139967{last}", "never_issued") for last in range(10)],
]
UNUSUAL_IINS = ["800230399999", "801301399997", "190001599996", "850229499999", "800101799992"]
FIRST_WEIGHTS = range(1, 12)


@pytest.mark.parametrize("number", VALID_BINS + REAL_BINS)
def test_bin_is_accepted(number):
    validate_bin(number)


@pytest.mark.parametrize(("number", "reason"), INVALID_BINS)
def test_bin_is_refused_with_its_reason(number, reason):
    with pytest.raises(ValidationError) as refusal:
        validate_bin(number)

    assert refusal.value.code == reason


@pytest.mark.parametrize(
    "number", ["151340999990", "150040999997", "150130999996", "150170999994", "150149999998"]
)
def test_structure_is_checked_apart_from_the_check_digit(number):
    assert check_digit(number[:11]) == int(number[11])


@pytest.mark.parametrize("number", VALID_IINS)
def test_iin_is_accepted_without_warning(number):
    validate_iin(number)

    assert warnings_of_iin(number) == []


@pytest.mark.parametrize(("number", "reason"), INVALID_IINS)
def test_iin_is_refused_with_its_reason(number, reason):
    with pytest.raises(ValidationError) as refusal:
        validate_iin(number)

    assert refusal.value.code == reason


@pytest.mark.parametrize("number", UNUSUAL_IINS)
def test_unusual_iin_is_accepted_with_one_warning(number):
    validate_iin(number)

    assert len(warnings_of_iin(number)) == 1


@pytest.mark.parametrize("number", SECOND_PASS_BINS + SECOND_PASS_IINS)
def test_second_pass_is_used_where_the_first_gives_ten(number):
    first_pass = (
        sum(int(digit) * weight for digit, weight in zip(number[:11], FIRST_WEIGHTS, strict=True)) % 11
    )

    assert (first_pass, check_digit(number[:11])) == (10, int(number[11]))


@pytest.mark.parametrize("first_eleven", ["15014099816", "80010139967"])
def test_number_without_check_digit_does_not_exist(first_eleven):
    assert check_digit(first_eleven) is None


def test_foreigner_with_seventh_digit_zero_is_not_warned_of():
    number = "80010109999"

    assert warnings_of_iin(f"{number}{check_digit(number)}") == []


def test_form_strips_spaces_and_hyphens():
    assert strip_separators(" 800101-399997 ") == "800101399997"


def test_twenty_regions_have_names_in_three_languages():
    names = {(row.kk, row.ru, row.en) for row in REGIONS.values() if row.kk and row.ru and row.en}

    assert (len(REGIONS), len(names)) == (20, 20)


def test_regions_are_named_in_the_language_asked_for():
    assert [region_name("750000000", language) for language in ("kk", "ru", "en")] == [
        "Алматы қаласы",
        "город Алматы",
        "Almaty city",
    ]
    assert region_choices("ru")[0] == ("100000000", "область Абай")


def test_twenty_one_industries_have_names_in_three_languages():
    names = {(row.kk, row.ru, row.en) for row in INDUSTRIES.values() if row.kk and row.ru and row.en}

    assert (list(INDUSTRIES), len(names)) == (list("ABCDEFGHIJKLMNOPQRSTU"), 21)


def test_industries_are_named_in_the_language_asked_for():
    assert industry_name("F", "kk") == "Құрылыс"
    assert industry_choices("en")[5] == ("F", "F. Construction")
