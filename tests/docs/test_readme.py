"""The files at the root of the repository show what the pages behind them say."""

import pytest

from books import DOCS, LANGUAGES, REPOSITORY, headings, scripts


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_benchmark_is_that_of_the_page(name: str):
    page = _figures((DOCS / "en" / "benchmarks.md").read_text())

    shown = _figures((REPOSITORY / name).read_text())

    assert shown
    assert [figures for figures in shown if figures not in page] == []


def test_both_readmes_have_the_same_headings_and_commands():
    english, chinese = ((REPOSITORY / name).read_text() for name in ["README.md", "README.zh-CN.md"])

    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert [_commands(script) for script in scripts(english)] == [_commands(script) for script in scripts(chinese)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_about_contributing_has_the_commands_of_the_file(language: str):
    file = (REPOSITORY / "CONTRIBUTING.md").read_text()
    page = (DOCS / language / "contributing.md").read_text()

    commands = [command for script in scripts(file) for command in _commands(script)]
    assert [command for command in commands if f"`{command}`" not in page] == []


def _figures(text: str) -> list[list[str]]:
    """Of Routex beside the others, without what each line is called."""
    table = text[text.index("| HAProxy | nginx | Routex |") :].split("\n\n", 1)[0]
    return [line.split("|")[2:] for line in table.splitlines()[2:]]


def _commands(script: str) -> list[str]:
    return [line.split("  #")[0].rstrip() for line in script.splitlines()]
