"""What a measurement says: ratios, bars, a table for people and an object for programs."""

from __future__ import annotations

from daicho.host.bench.report import Figure, Report, at_least, at_most, percentile, rounded


def report(*figures):
    return Report(bench="load", sizes={"residents": 1000}, figures=figures, seconds=1.0)


def test_a_duration_is_so_many_times_its_floor():
    """For times the ratio is measured by floor."""
    assert Figure(name="x", value=6.0, unit="ms", floor=2.0).ratio == 3.0


def test_a_rate_is_so_many_times_slower_than_its_floor():
    """For rates the ratio is floor by measured: 3 means three times slower."""
    assert Figure(name="x", value=100.0, unit="messages/s", floor=300.0).ratio == 3.0


def test_a_figure_without_a_bar_is_neither_met_nor_missed():
    """Nothing is claimed where nothing is demanded."""
    assert Figure(name="x", value=1.0, unit="ms").met is None


def test_a_figure_meets_its_bars_only_when_all_are_met():
    """The value and the ratio are judged each by its own bar."""
    within = Figure(name="x", value=6.0, unit="ms", floor=2.0, bar=at_most(10), ratio_bar=at_most(4))
    beyond = Figure(name="x", value=6.0, unit="ms", floor=1.0, bar=at_most(10), ratio_bar=at_most(4))
    slow = Figure(name="x", value=2000.0, unit="residents/s", bar=at_least(3000))
    assert (within.met, beyond.met, slow.met) == (True, False, False)


def test_a_report_is_well_when_no_bar_is_missed():
    """Figures without bars do not count against it."""
    free = Figure(name="x", value=6.0, unit="ms")
    missed = Figure(name="y", value=6.0, unit="ms", bar=at_most(5))
    assert report(free).met
    assert not report(free, missed).met


def test_the_object_for_programs_has_figures_floors_ratios_and_bars():
    """The shape that acceptance reads."""
    figure = Figure(
        name="load", value=6.12345, unit="s", floor=0.5, bar=at_least(3), ratio_bar=at_most(20), note="beside"
    )
    assert report(figure).json() == {
        "bench": "load",
        "ok": True,
        "sizes": {"residents": 1000},
        "seconds": 1.0,
        "figures": [
            {
                "name": "load",
                "value": 6.123,
                "unit": "s",
                "floor": 0.5,
                "ratio": 12.25,
                "bar": {"at_least": 3},
                "ratio_bar": {"at_most": 20},
                "met": True,
                "note": "beside",
            }
        ],
    }


def test_the_table_marks_what_is_met_and_what_is_missed():
    """One line a figure under one line of heading; a missed bar is seen at once."""
    met = Figure(name="quick", value=1.0, unit="ms", bar=at_most(5))
    missed = Figure(name="slow", value=9.0, unit="ms", floor=1.0, ratio_bar=at_most(5))
    lines = report(met, missed).table().splitlines()
    assert lines[0] == "load (residents 1,000; 1 s)"
    assert "✓ quick" in lines[2]
    assert "✗ slow" in lines[3]
    assert "9.00x" in lines[3]


def test_a_percentile_is_a_measured_value():
    """No interpolation: 95 of 100 values do not exceed it."""
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 0.95), percentile(values, 0.5), percentile([7.0], 0.99)) == (95.0, 50.0, 7.0)


def test_figures_are_told_in_four_digits():
    """More digits would claim more than was measured."""
    assert [rounded(value) for value in (0.0, 0.00123456, 12.34567, 98765.4)] == [0.0, 0.001235, 12.35, 98770.0]
