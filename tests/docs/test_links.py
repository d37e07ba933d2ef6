"""Links lead somewhere, in the files as a code forge shows them and in the built books."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from books import DOCS, LANGUAGES, REPOSITORY, anchor, headings, links, text

PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])
CHINESE = [page for page in PAGES if "zh-CN" in str(page.relative_to(REPOSITORY))]
SCHEMES = ("https://", "http://", "mailto:")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_the_links_of_a_file_lead_somewhere(page: Path):
    astray = [link for link in links(page.read_text()) if not _leads_somewhere(page, link)]

    assert not astray


@pytest.mark.parametrize("page", [page for page in PAGES if DOCS in page.parents], ids=str)
def test_a_page_of_a_book_does_not_lead_out_of_the_documentation(page: Path):
    targets = [link for link in links(page.read_text()) if not link.startswith((*SCHEMES, "#"))]

    outside = [link for link in targets if DOCS not in (page.parent / link).resolve().parents]
    assert not outside, "a built book has only docs/; name the file in code instead"


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_a_chinese_page_leads_to_chinese_pages(page: Path):
    told = page.read_text()
    # where English is included, that it comes from there may be said
    targets = [link for link in links(told) if not link.startswith(SCHEMES) and f"{{{{#include {link}" not in told]

    assert [link for link in targets if (page.parent / link).resolve().is_relative_to(DOCS / "en")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_of_a_book_lead_somewhere(built: dict[str, Path], language: str):
    found = {page: _Page(page.read_text()) for page in built[language].rglob("*.html")}
    # it repeats all others
    found.pop(built[language] / "print.html")
    # it is shown at any address
    found.pop(built[language] / "404.html")

    astray = []
    for page, content in found.items():
        for link in content.links:
            if link.startswith(SCHEMES):
                continue
            path, _, fragment = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if target.is_dir():
                target = target / "index.html"
            # what the books share lies beside them
            beside = DOCS / target.relative_to(built[language].parent)
            reached = target.is_file() or beside.exists()
            named = not fragment or target not in found or fragment in found[target].anchors
            if not (reached and named):
                astray.append(f"{page.relative_to(built[language])}: {link}")

    assert not astray


class _Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]):
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if value and ((tag == "a" and name == "href") or (tag == "img" and name == "src")):
                self.links.append(value)


def _leads_somewhere(page: Path, link: str) -> bool:
    if link.startswith(SCHEMES):
        return True
    path, _, fragment = unquote(link).partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    if not fragment or target.suffix != ".md":
        return True
    return fragment in {anchor(title) for _, title in headings(text(target))}
