"""Pages as they are written."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
LANGUAGES = ["en"]

_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)")
_CODE = re.compile(r"`[^`\n]*`")
_SCRIPT = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages(language: str) -> list[str]:
    """Paths of the pages, below the language's folder."""
    folder = DOCS / language
    return sorted(str(page.relative_to(folder)) for page in folder.rglob("*.md"))


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
