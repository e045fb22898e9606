"""Both themes can be read: ratios are computed from the style sheet's own colours.

The formula is that of WCAG 2.2, "relative luminance" and "contrast ratio".
"""

import re

import pytest

from tests.look import STYLE

TEXT = 4.5
EDGE = 3.0
THEMES = {
    "light": r":root \{(.*?)\}",
    "dark": r':root\[data-theme="dark"\] \{(.*?)\}',
    "dark by the system": r':root:not\(\[data-theme="light"\]\) \{(.*?)\}',
}
PAPERS = ("paper", "surface", "sunk")
TEXT_PAIRS = [(ink, paper) for ink in ("ink", "soft", "accent", "danger") for paper in PAPERS] + [
    ("accent-strong", "paper"),
    ("accent-strong", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger-edge"),
    ("on-danger", "danger"),
    ("attention", "surface"),
    ("attention", "sunk"),
    ("calm", "calm-paper"),
    ("attention", "attention-paper"),
    ("danger", "danger-paper"),
    ("done", "done-paper"),
]
EDGE_PAIRS = [
    (edge, paper)
    for edge in ("edge", "focus", "attention-edge", "danger-edge", "accent")
    for paper in PAPERS
]


def colours(theme: str) -> dict[str, str]:
    """Takes a theme's name; gives its custom properties that are colours."""
    found = re.search(THEMES[theme], STYLE, re.DOTALL)
    assert found, f"the style sheet has no theme {theme}"
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found[1]))


def luminance(colour: str) -> float:
    """Takes a colour as #rrggbb; gives its relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Takes two colours; gives their contrast, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_its_ends() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, ink: str, paper: str) -> None:
    found = colours(theme)
    assert ratio(found[ink], found[paper]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "paper"), EDGE_PAIRS)
def test_edges_that_mean_something_can_be_seen(theme: str, edge: str, paper: str) -> None:
    found = colours(theme)
    assert ratio(found[edge], found[paper]) >= EDGE


def test_every_theme_has_the_same_colours() -> None:
    names = [set(colours(theme)) for theme in THEMES]
    assert names[0] == names[1] == names[2]
    assert colours("dark") == colours("dark by the system")
