"""A Persian page mirrors by itself: the style knows no left and no right, and loads nothing."""

import re

import pytest

from tests.look import ROOT, STYLE

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
AT_RULE = re.compile(r"@(?:media|supports|container)[^{]*")
DECLARATION = re.compile(r"(?<![\w-])([a-z-]+)\s*:\s*([^;{}]+)")
PHYSICAL = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)?"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height)|float|clear"
)
PHYSICAL_VALUE = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])")


def physical(style: str) -> list[str]:
    """Takes a style sheet; gives its declarations that know a side of the screen."""
    rules = AT_RULE.sub("", COMMENT.sub("", style))
    return [
        f"{name}: {value.strip()}"
        for name, value in DECLARATION.findall(rules)
        if PHYSICAL.fullmatch(name) or PHYSICAL_VALUE.search(value)
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "a { margin-left: 1px; }",
        "a{left:0}",
        "a { text-align: right }",
        "a { border-top-left-radius: 1px; }",
        "a { max-width: 3rem; }",
        "@media print { a { padding-right: 0; } }",
        "a { background-position: left top; }",
    ],
)
def test_the_search_finds_a_side(wrong: str) -> None:
    assert physical(wrong)


def test_the_style_has_no_side() -> None:
    assert physical(STYLE) == []


def test_the_style_loads_nothing() -> None:
    rules = COMMENT.sub("", STYLE)
    assert "url(" not in rules
    assert "@import" not in rules


def test_no_page_carries_its_own_style_or_script() -> None:
    """The Content-Security-Policy would refuse them: the page would break without a word."""
    carried = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if carried.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_scripts_keep_nothing() -> None:
    """Nothing typed or shown may reach the browser's storage, or code made from text."""
    store = re.compile(
        r"(?:local|session)Storage|indexedDB|document\.cookie|\bcaches\b|serviceWorker|\beval\("
        r"|innerHTML|insertAdjacentHTML|beforeunload|sendBeacon"
    )
    for path in (ROOT / "static").glob("*.js"):
        assert not store.search(path.read_text(encoding="utf-8")), path.name
