"""Pages as they are written."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
LANGUAGES = ["en", "zh-CN"]

_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)")
_CODE = re.compile(r"`[^`\n]*`")
_INCLUDE = re.compile(r"^\{\{#include ([^:}]+)(?::(\d+):)?\}\}$", re.MULTILINE)
# of a summary
_TITLE = re.compile(r"\[[^\]]*\]|(?<=^# ).+", re.MULTILINE)
_SCRIPT = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages(language: str) -> list[str]:
    """Paths of the pages, below the language's folder."""
    folder = DOCS / language
    return sorted(str(page.relative_to(folder)) for page in folder.rglob("*.md"))


def text(page: Path) -> str:
    """What mdBook makes a page of: with the files that it includes, each whole or from a line on."""

    def included(match: re.Match[str]) -> str:
        name, line = match.groups()
        return "".join((page.parent / name).read_text().splitlines(keepends=True)[int(line or 1) - 1 :])

    told = _INCLUDE.sub(included, page.read_text())
    assert "{{#" not in told, f"{page} has a directive that this suite cannot follow"
    return told


def outline(summary: str) -> list[str]:
    """The parts and pages of a book in their order and depth, without their titles."""
    return _TITLE.sub("", summary).splitlines()


def headings(text: str) -> list[tuple[int, str]]:
    return [(len(marks), title) for marks, title in _HEADING.findall(_FENCE.sub("", text))]


def links(text: str) -> list[str]:
    """Where links and pictures lead; examples in code do not count."""
    return _LINK.findall(_CODE.sub("``", _FENCE.sub("", text)))


def scripts(text: str) -> list[str]:
    return [script for language, script in _SCRIPT.findall(text) if language == "sh"]


def anchor(title: str) -> str:
    """A heading's anchor, as code forges and mdBook make it."""
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", "-")
