"""The books of both languages tell the same."""

from pathlib import Path

import pytest

from books import DOCS, LANGUAGES, headings, links, outline, pages, scripts, text


def test_the_books_build(built: dict[str, Path]):
    for folder in built.values():
        assert (folder / "index.html").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_every_page_once(language: str):
    summary = (DOCS / language / "SUMMARY.md").read_text()

    assert sorted([*links(summary), "SUMMARY.md"]) == pages(language)


def test_both_books_have_the_same_pages():
    assert pages("en") == pages("zh-CN")


def test_both_books_have_the_same_order():
    english, chinese = (outline((DOCS / language / "SUMMARY.md").read_text()) for language in LANGUAGES)

    assert english == chinese


@pytest.mark.parametrize("page", [page for page in pages("zh-CN") if page != "SUMMARY.md"])
def test_a_page_has_the_same_parts_in_both_languages(page: str):
    english, chinese = (text(DOCS / language / page) for language in LANGUAGES)

    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert scripts(english) == scripts(chinese)
