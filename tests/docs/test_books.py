"""The books of both languages tell the same."""

from pathlib import Path

import pytest

from books import DOCS, LANGUAGES, headings, links, pages, scripts

TRANSLATED = pages("zh-CN")


def test_the_books_build(built: dict[str, Path]):
    for folder in built.values():
        assert (folder / "index.html").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_every_page_once(language: str):
    summary = (DOCS / language / "SUMMARY.md").read_text()

    assert sorted([*links(summary), "SUMMARY.md"]) == pages(language)


def test_nothing_is_in_chinese_alone():
    assert set(TRANSLATED) <= set(pages("en"))


@pytest.mark.parametrize("page", [page for page in TRANSLATED if page != "SUMMARY.md"])
def test_a_translated_page_has_the_same_parts(page: str):
    english, chinese = ((DOCS / language / page).read_text() for language in ["en", "zh-CN"])

    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert scripts(english) == scripts(chinese)


def test_the_translated_pages_are_in_the_same_order():
    english, chinese = (links((DOCS / language / "SUMMARY.md").read_text()) for language in ["en", "zh-CN"])

    assert [page for page in english if page in chinese] == chinese
