"""What deploy/ brings for Prometheus and Grafana asks for metrics and labels that a real scrape has."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import parser

from metrics import serving
from test_metrics import promtool

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "rules.yml"

# what Prometheus itself adds to every series
OF_SCRAPES = {"instance", "job"}
OF_PROMETHEUS = {"up": OF_SCRAPES}

METRIC = re.compile(r"\b((?:routex|process)_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
GROUPING = re.compile(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")
VARIABLES = {"$__rate_interval": "5m", "$instance": ".*", "$channel": ".*", "$job": "routex"}


@pytest.fixture(scope="module")
def known(binary, simulator, tmp_path_factory) -> dict[str, set[str]]:
    """The labels of every metric that Routex tells of."""
    labels = dict(OF_PROMETHEUS)
    with serving(binary, simulator, tmp_path_factory.mktemp("boards")) as routex:
        routex.traffic()
        scrape = routex.scrape()
    for family in parser.text_string_to_metric_families(scrape):
        for sample in family.samples:
            labels.setdefault(sample.name, set(OF_SCRAPES)).update(sample.labels)
    return labels


def test_the_board_asks_for_what_there_is(known):
    queries = list(board_queries())
    assert len(queries) > 40
    for query in queries:
        assert_known(query, known)


def test_the_rules_ask_for_what_there_is(known):
    queries = list(rule_queries())
    assert len(queries) > 9
    for query in queries:
        assert_known(query, known)


def test_promtool_understands_every_query_of_the_board(tmp_path):
    rules = [
        {"record": f"board:{number}", "expr": query} for number, query in enumerate(board_queries())
    ]
    file = tmp_path / "board.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}))
    check("check", "rules", file)


def test_promtool_accepts_the_rules_and_the_configuration(tmp_path):
    check("check", "rules", RULES)
    # checked beside its rules, and the file of the token that an operator writes
    for file in ("prometheus.yml", "rules.yml"):
        (tmp_path / file).write_text((DEPLOY / "prometheus" / file).read_text())
    (tmp_path / "routex.token").write_text("token")
    check("check", "config", tmp_path / "prometheus.yml")


def test_the_rules_fire_when_they_should():
    check("test", "rules", DEPLOY / "prometheus" / "rules_test.yml")


def test_panels_have_what_grafana_needs():
    board = json.loads((DEPLOY / "grafana" / "routex.json").read_text())
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    taken = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, f"{panel['title']} lies on another panel"
        taken |= cells


def board_queries():
    board = json.loads((DEPLOY / "grafana" / "routex.json").read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield filled(target["expr"])
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            asked = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["definition"])
            yield f"count by ({asked[2]}) ({filled(asked[1])})"


def rule_queries():
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["expr"]


def filled(query: str) -> str:
    for name, value in VARIABLES.items():
        query = query.replace(name, value)
    return query


def assert_known(query: str, known: dict[str, set[str]]) -> None:
    asked = METRIC.findall(query)
    assert asked, query
    labels_of_all = set()
    for name, matchers in asked:
        assert name in known, f"{name} of {query}"
        labels_of_all |= known[name]
        unknown = set(MATCHER.findall(matchers)) - known[name]
        assert not unknown, f"{name} has no {unknown}: {query}"
    for grouping in GROUPING.findall(query):
        labels = {label.strip() for label in grouping.split(",")}
        assert labels <= labels_of_all, f"{labels - labels_of_all} of {query}"


def check(*arguments) -> None:
    done = subprocess.run(
        [promtool(), *map(str, arguments)], text=True, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
