import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.register.numbering import Pattern, number_key
from tenants.errors import Refused

VALUES = {"tenant": "GX", "level": "QP", "unit": "HR", "clause": "8.2.1", "year": "2024"}


@pytest.mark.parametrize(
    ("pattern", "number", "scope"),
    [
        ("{tenant}-{level}-{unit}-{seq:03}", "GX-QP-HR-007", "GX-QP-HR-{seq}"),
        ("{level}-{clause}-{seq:2}", "QP-8.2.1-07", "QP-8.2.1-{seq}"),
        ("川机管发〔{year}〕{seq}号", "川机管发〔2024〕7号", "川机管发〔2024〕{seq}号"),
        ("ED/02-{year}-{seq}", "ED/02-2024-7", "ED/02-2024-{seq}"),
    ],
)
def test_a_pattern_makes_numbers_within_its_scope(pattern: str, number: str, scope: str) -> None:
    parsed = Pattern.parse(pattern)
    assert parsed.format(VALUES, 7) == number
    assert parsed.scope(VALUES) == scope
    assert Pattern.parse(str(parsed)) == parsed


def test_a_sequence_outgrows_its_width() -> None:
    assert Pattern.parse("QP-{seq:02}").format({}, 123) == "QP-123"


def test_a_pattern_names_the_values_it_needs() -> None:
    assert Pattern.parse("{parent}-{seq}-{year}").needs == {"parent", "year"}


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "exactly once"),
        ("QP-01", "exactly once"),
        ("{seq}-{seq}", "exactly once"),
        ("{dept}-{seq}", "{dept} is not known"),
        ("{year:4}-{seq}", "{year:4} is not known"),
        ("{year}{seq}", "between {year} and {seq}"),
        ("{seq", "cannot stand"),
        ("QP {seq}", "cannot stand"),
        ("QP~{seq}", "cannot stand"),
        ("x" * 80 + "{seq}", "at most 80"),
    ],
)
def test_a_bad_pattern_is_refused_with_a_sentence(pattern: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        Pattern.parse(pattern)
    assert sentence in refusal.value.messages[0]


@pytest.mark.parametrize("values", [{}, {"unit": " "}, {"unit": "H R"}, {"unit": "{seq}"}])
def test_a_missing_or_unfit_value_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(Refused):
        Pattern.parse("{unit}-{seq}").format(values, 1)


def test_numbers_sort_as_people_count() -> None:
    numbers = ["QP-10", "qp-2", "QP-1", "QP-2-10", "QP-2-9", "ＱＰ－３"]
    assert sorted(numbers, key=number_key) == [
        "QP-1",
        "qp-2",
        "QP-2-9",
        "QP-2-10",
        "ＱＰ－３",
        "QP-10",
    ]


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_keys_order_like_the_numbers(a: int, b: int) -> None:
    pattern = Pattern.parse("QP-{seq:03}")
    keys = number_key(pattern.format({}, a)), number_key(pattern.format({}, b))
    assert (keys[0] < keys[1]) == (a < b)
