"""Scrapes are what parsers and promtool accept, say what their types promise, and only ever count up."""

import os
import subprocess

import pytest
from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics

from metrics import OPENMETRICS, serving

COUNTED = ("counter", "histogram")


@pytest.fixture(scope="module")
def scrapes(binary, simulator, tmp_path_factory):
    """Before, between and after traffic."""
    with serving(binary, simulator, tmp_path_factory.mktemp("metrics")) as routex:
        taken = [routex.scrape()]
        for _ in range(2):
            routex.traffic()
            taken.append(routex.scrape())
        yield taken, routex.scrape(OPENMETRICS)


def test_promtool_has_nothing_to_say(scrapes):
    for scrape in scrapes[0]:
        checked = subprocess.run(
            [promtool(), "check", "metrics"], input=scrape, text=True, capture_output=True
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert checked.stdout + checked.stderr == ""


def test_families_have_types_help_and_units(scrapes):
    families = list(openmetrics.text_string_to_metric_families(scrapes[1]))

    names = [family.name for family in families]
    assert len(names) == len(set(names)) > 30
    for family in families:
        assert family.type in ("counter", "gauge", "histogram"), family.name
        assert family.documentation, family.name
        assert family.unit == unit_in(family.name), family.name


def test_both_formats_tell_of_the_same_series(scrapes):
    older = samples_of(parser.text_string_to_metric_families(scrapes[0][-1]))
    newer = samples_of(openmetrics.text_string_to_metric_families(scrapes[1]))
    assert set(older) == set(newer)


def test_what_is_counted_never_falls(scrapes):
    taken = [counted(scrape) for scrape in scrapes[0]]
    for earlier, later in zip(taken, taken[1:]):
        assert set(earlier) <= set(later)
        for series, value in earlier.items():
            assert later[series] >= value, series
    assert sum(taken[-1].values()) > sum(taken[0].values())


def test_buckets_rise_to_the_count(scrapes):
    histograms = 0
    for family in parser.text_string_to_metric_families(scrapes[0][-1]):
        if family.type != "histogram":
            continue
        series = {}
        for sample in family.samples:
            labels = frozenset(pair for pair in sample.labels.items() if pair[0] != "le")
            series.setdefault(labels, []).append(sample)
        for samples in series.values():
            histograms += 1
            buckets = [one for one in samples if one.name.endswith("_bucket")]
            ends = [float(one.labels["le"]) for one in buckets]
            values = [one.value for one in buckets]
            (count,) = [one.value for one in samples if one.name.endswith("_count")]
            (total,) = [one.value for one in samples if one.name.endswith("_sum")]
            assert ends == sorted(ends) and ends[-1] == float("inf"), family.name
            assert values == sorted(values) and values[-1] == count, family.name
            assert total >= 0 and (count > 0) >= (total > 0), family.name
    assert histograms > 4


def test_labels_are_few_and_hold_nothing_that_a_client_chose(scrapes):
    last = scrapes[0][-1]
    assert "nobody-serves-this" not in last
    assert "Which" not in last
    assert len(last.splitlines()) < 1_000


def promtool() -> str:
    path = os.environ.get("ROUTEX_PROMTOOL")
    assert path, "ROUTEX_PROMTOOL names Prometheus' promtool; `cargo xtask test` brings it and sets this"
    return path


def unit_in(name: str) -> str:
    units = [unit for unit in ("seconds", "bytes", "usd") if name.endswith(f"_{unit}")]
    return units[0] if units else ""


def samples_of(families) -> list:
    return [
        (sample.name, tuple(sorted(sample.labels.items())))
        for family in families
        for sample in family.samples
        # canonical in one format, as written in the other
        if not sample.name.endswith("_bucket")
    ]


def counted(scrape: str) -> dict:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parser.text_string_to_metric_families(scrape)
        if family.type in COUNTED
        for sample in family.samples
    }
