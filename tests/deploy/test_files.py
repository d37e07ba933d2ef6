"""Every file that a platform reads is what that platform's own tools, or the nearest that can be installed, take without a word."""

import json
import subprocess
import tomllib
from pathlib import Path

import compose
import pytest
import yaml
from helm_python import chart

from conftest import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
CHART = DEPLOY / "helm" / "routex"
UNIT = DEPLOY / "systemd" / "routex.service"
SOCKET = DEPLOY / "systemd" / "routex.socket"

SCHEMAS = Path(__file__).parent / "schemas"
# seconds: the default of shutdown_grace_ms
SHUTDOWN_GRACE = 30

KUBERNETES = "1.37.0"
# the program itself: what the package starts it with forgets how it ended
COMPOSE = Path(compose.__file__).parent / "docker-compose"
# of `systemd-analyze security`, in tenths; 100 is no protection at all
MOST_EXPOSED = 15

# All that the chart can do at once.
EVERYTHING = {
    "config": "[server]\nport = 8080\n",
    "existingSecret": "of-mine",
    "secrets": {"ANTHROPIC_API_KEY": "sk-x"},
    "env": {"ROUTEX_LOG__FORMAT": "json"},
    "ingress": {"enabled": True, "host": "routex.example", "className": "nginx", "tlsSecret": "tls"},
    "persistence": {"storageClass": "-"},
    "podDisruptionBudget": {"enabled": True},
    "serviceMonitor": {"enabled": True, "token": "t" * 20, "labels": {"release": "p"}},
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "a", "operator": "Exists"}],
}


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return listed.stdout.split()


def test_dockerfile(tool):
    tool("hadolint", "deploy/Dockerfile")


def test_scripts(tool):
    scripts = [".ci/run", *tracked("*.sh")]
    assert "deploy/install.sh" in scripts
    tool("shellcheck", *scripts)


def test_workflows(tool):
    files = tracked(".github/workflows")
    assert files
    tool("actionlint", "-shellcheck=shellcheck", *files)
    tool("check-jsonschema", "--builtin-schema=vendor.github-workflows", *files)


def test_unit(tool, binary: Path, tmp_path: Path):
    # the program that it starts has to be there
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/local/bin/routex", str(binary)))
    socket = tmp_path / SOCKET.name
    socket.write_text(SOCKET.read_text())
    tool("systemd-analyze", "verify", unit, socket, silent=True)
    tool("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", UNIT)


@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.yaml", "monitoring.yaml"]])
def test_compose(tool, files: list[str]):
    paths = [DEPLOY / "compose" / name for name in files]
    tool("check-jsonschema", "--builtin-schema=vendor.compose-spec", *paths)
    given = {"ROUTEX_METRICS_TOKEN": "t" * 20, "GRAFANA_PASSWORD": "p"}
    flags = [flag for path in paths for flag in ("--file", path)]
    read = tool(COMPOSE, *flags, "config", "--format=json", env=given)
    for service in json.loads(read)["services"].values():
        for volume in service.get("volumes", []):
            assert volume["type"] == "volume" or Path(volume["source"]).is_file(), volume


PLATFORMS = {"fly": "fly/fly.toml", "railway": "railway/railway.json", "render": "render/render.yaml"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_files_have_what_their_platform_documents(tool, platform: str):
    tool("check-jsonschema", f"--schemafile={SCHEMAS / platform}.json", DEPLOY / PLATFORMS[platform])


def test_platforms_leave_the_time_and_the_place_that_routex_needs():
    fly = tomllib.loads((DEPLOY / PLATFORMS["fly"]).read_text())
    railway = json.loads((DEPLOY / PLATFORMS["railway"]).read_text())["deploy"]
    [render] = yaml.safe_load((DEPLOY / PLATFORMS["render"]).read_text())["services"]

    patience = [fly["kill_timeout"].removesuffix("s"), railway["drainingSeconds"], render["maxShutdownDelaySeconds"]]
    assert [int(seconds) > SHUTDOWN_GRACE for seconds in patience] == [True] * 3
    volumes = [fly["mounts"]["destination"], railway["requiredMountPath"], render["disk"]["mountPath"]]
    assert volumes == ["/data"] * 3
    [check] = fly["http_service"]["checks"]
    assert [check["path"], railway["healthcheckPath"], render["healthCheckPath"]] == ["/health/live"] * 3
    assert int(fly["env"]["PORT"]) == fly["http_service"]["internal_port"]
    dockerfiles = [
        (DEPLOY / PLATFORMS["fly"]).parent / fly["build"]["dockerfile"],
        REPOSITORY / json.loads((DEPLOY / PLATFORMS["railway"]).read_text())["build"]["dockerfilePath"],
        REPOSITORY / render["dockerfilePath"],
    ]
    assert [file.resolve() for file in dockerfiles] == [DEPLOY / "Dockerfile"] * 3


def test_compose_asks_for_what_it_cannot_do_without():
    files = [DEPLOY / "compose" / name for name in ("compose.yaml", "monitoring.yaml")]
    flags = [flag for path in files for flag in ("--file", path)]
    done = subprocess.run([COMPOSE, *flags, "config"], capture_output=True, text=True, env={})
    assert done.returncode != 0
    assert "ROUTEX_METRICS_TOKEN" in done.stderr or "GRAFANA_PASSWORD" in done.stderr


def test_chart_is_sound():
    report = chart.lint(CHART, strict=True)
    # 1 is information, of which there is "icon is recommended"
    assert [said for said in report["messages"] if said["severity"] > 1] == []
    assert report["errors"] == []


@pytest.mark.parametrize("values", [{}, EVERYTHING, {"persistence": {"existingClaim": "mine"}}])
def test_chart_makes_what_kubernetes_takes(tool, values: dict, tmp_path: Path):
    objects = rendered(values)
    assert [item["kind"] for item in objects].count("StatefulSet") == 1
    check_objects(tool, objects, tmp_path)


@pytest.mark.parametrize(
    "values",
    [
        {"replicaCount": 2},
        {"ingress": {"enabled": True}},
        {"serviceMonitor": {"enabled": True, "token": "short"}},
    ],
)
def test_chart_refuses_values_that_cannot_work(values: dict):
    with chart.Chart.load(CHART) as loaded, pytest.raises(Exception, match="schema"):
        loaded.render(values=values, name="demo")


def test_claw_template_holds_what_kubernetes_takes(tool, tmp_path: Path):
    text = (DEPLOY / "claw" / "template.yaml").read_text()
    template, *objects = list(yaml.safe_load_all(text))
    assert template["kind"] == "Template"
    names = {f"defaults.{name}" for name in template["spec"]["defaults"]}
    names |= {f"inputs.{name}" for name in template["spec"]["inputs"]}
    assert "random(8)" in template["spec"]["defaults"]["app_name"]["value"]
    used = {part.split("}}")[0].strip() for part in text.split("${{")[1:]}
    assert {name for name in used if "." in name} == names

    for name in sorted(used):
        text = text.replace("${{ " + name + " }}", "x")
    check_objects(tool, list(yaml.safe_load_all(text))[1:], tmp_path)


def rendered(values: dict) -> list[dict]:
    with chart.Chart.load(CHART) as loaded:
        manifests = loaded.render(values=values, name="demo")
    texts = [text for name, text in manifests.items() if name.endswith(".yaml")]
    return [item for text in texts for item in yaml.safe_load_all(text) if item]


def check_objects(tool, objects: list[dict], folder: Path):
    """By the schemas of Kubernetes, unknown members refused; what an extension of a cluster defines has none."""
    own = [item for item in objects if not item["apiVersion"].startswith(("app.sealos", "monitoring."))]
    assert len(own) >= 2
    file = folder / "objects.yaml"
    file.write_text(yaml.safe_dump_all(own))
    tool("kubernetes-validate", "--strict", "-k", KUBERNETES, file)
