"""A cost is the sum of its printed lines, and is not known where a salary is not."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.cost import Cost, CostLine, Pay, Rates, cost_of_minutes, cost_of_year

RATES = Rates(on_cost_hundredths=2750, overhead_hundredths=1000, mileage_pence=45)
pay = st.builds(Pay, st.just("Staff"), st.integers(1, 100), st.integers(0, 10**7))
rates = st.builds(Rates, st.integers(0, 6000), st.integers(0, 6000), st.integers(0, 99))


def test_the_lines_of_a_year_and_how_they_come_about():
    assert cost_of_year([Pay("Teacher", 80, 5_000_001)], RATES, miles=100) == Cost(
        (
            CostLine("Teacher", 4_000_001, "0.8 FTE × £50,000.01"),
            CostLine("On-costs", 1_100_000, "27.5 % of £40,000.01"),
            CostLine("Mileage", 4_500, "100 miles × 45 pence"),
            CostLine("Overhead", 510_450, "10 % of £51,045.01"),
        ),
        5_614_951,
    )


@settings(derandomize=True)
@given(st.lists(pay, max_size=6), rates, st.integers(0, 50_000))
def test_lines_add_up_and_no_line_is_a_penny_off(staff, given_rates, miles):
    cost = cost_of_year(staff, given_rates, miles=miles)
    assert cost.pence == sum(line.pence for line in cost.lines)
    salaries = sum(Fraction(line.salary_pence * line.fte_hundredths, 100) for line in staff)
    exact = (
        salaries * Fraction(10_000 + given_rates.on_cost_hundredths, 10_000)
        + miles * given_rates.mileage_pence
    ) * Fraction(10_000 + given_rates.overhead_hundredths, 10_000)
    assert abs(cost.pence - exact) <= len(staff) + 2


def test_a_salary_that_is_not_known_is_never_nothing():
    cost = cost_of_year([Pay("Teacher", 100, 100), Pay("EP", 50, None)], RATES, miles=10)
    assert (cost.pence, cost.pounds) == (None, None)
    assert [line.pence for line in cost.lines] == [100, None, None, 450, None]
    assert cost.lines[1].how == "0.5 FTE × a salary that is not known"
    assert cost_of_minutes(None, minutes=180, delivered=9, working=9, elsewhere=0) is None


def test_sessions_pay_for_all_but_what_is_another_purpose_s():
    """£1,000 for 10,000 minutes, a tenth of them statutory: 6,000 delivered ones carry £900."""
    session = cost_of_minutes(
        100_000, minutes=180, delivered=6_000, working=10_000, elsewhere=1_000
    )
    assert session == 2_700
    assert cost_of_minutes(1, minutes=180, delivered=0, working=1, elsewhere=0) is None
    assert cost_of_year([], RATES, miles=1).pounds == Decimal("0.50")
