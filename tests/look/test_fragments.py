"""What every page is made of: fields that speak, errors that lead, frames that keep quiet."""

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.utils import timezone, translation

from accounts.fields import DayField
from tests.look.pages import page, render

FIELD = "{% for field in form %}{% include 'fragments/_field.html' %}{% endfor %}"
ERRORS = "{% include 'fragments/_errors.html' %}"


class Note(forms.Form):
    """One field of each kind."""

    text = forms.CharField(label="Note", help_text="<b>Ctrl-Enter</b>", widget=forms.Textarea)
    name = forms.CharField(label="Name", required=False)
    kind = forms.ChoiceField(label="Type", choices=[("a", "Call"), ("b", "Visit")])
    who = forms.ChoiceField(
        label="Who", choices=[("a", "All"), ("b", "Two")], widget=forms.RadioSelect
    )
    tongues = forms.MultipleChoiceField(
        label="Languages", choices=[("fa", "Persian")], widget=forms.CheckboxSelectMultiple
    )
    due = DayField(label="Due")
    read = forms.BooleanField(label="Read aloud")
    version = forms.IntegerField(widget=forms.HiddenInput)


def ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def test_every_input_has_a_label_and_what_describes_it_is_there() -> None:
    html = render(FIELD, form=Note({}))
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert described
    assert {name for names in described for name in names.split()} <= ids(html)
    assert set(re.findall(r'<label for="([^"]+)"', html)) <= ids(html)
    for field in ("text", "name", "kind", "due", "read"):
        assert f'<label for="id_{field}">' in html
    assert html.count("<fieldset") == html.count("<legend") == 2


def test_an_error_leads_to_its_field_and_stands_beside_it() -> None:
    html = render(ERRORS + FIELD, form=Note({"due": "31.02.2026"}))
    links = re.findall(r'href="#([^"]+)"', html)
    assert {"id_text", "id_who_0", "id_tongues_0", "id_due", "id_read"} <= set(links)
    assert set(links) <= ids(html)
    assert 'role="alert"' in html
    assert html.count("Write a day that exists, for example 23.11.2026.") == 2
    assert 'value="31.02.2026"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert render(ERRORS, form=Note()).strip() == ""


def test_help_is_text_and_not_markup() -> None:
    assert "&lt;b&gt;Ctrl-Enter&lt;/b&gt;" in render(FIELD, form=Note())


def test_what_is_typed_is_not_sent_to_anybody() -> None:
    html = render(FIELD, form=Note())
    for name in ("text", "name"):
        tag = re.search(rf'<[^>]*\sname="{name}"[^>]*>', html)
        assert tag
        assert 'autocomplete="off"' in tag[0]
        assert 'spellcheck="false"' in tag[0]
        assert 'dir="auto"' in tag[0]


def test_a_formset_shows_its_rows_its_errors_and_one_more_to_copy() -> None:
    many = forms.formset_factory(Note, extra=0, min_num=1, validate_min=True)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Mina"}
    rows = many(data)
    html = render(ERRORS + "{% include 'fragments/_formset.html' %}", formset=rows, legend="Note")
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'id="id_form-__prefix__-text"' in html
    assert 'href="#id_form-0-text"' in html


def test_the_title_is_the_organisation_and_nobody_else() -> None:
    html = page("{% extends 'portal.html' %}{% block identity %}Shirin{% endblock %}")
    assert re.findall(r"<title>(.*?)</title>", html) == ["Harbour Light"]
    assert "Shirin" in html


def test_empty_parts_of_the_frame_are_not_there() -> None:
    bare = page("{% extends 'portal.html' %}")
    assert "<aside" not in bare
    assert "identity-bar" not in bare
    full = page("{% extends 'portal.html' %}{% block aside %}People{% endblock %}")
    assert '<aside class="frame__aside stack" aria-label=' in full


def test_whoever_opens_no_case_has_no_search_and_no_vault() -> None:
    html = page(
        "{% extends 'portal.html' %}", can_search=False, vault_minutes=None, vault_seconds=None
    )
    assert 'role="search"' not in html
    assert "lock-sheet" not in html
    assert "data-vault-seconds" not in html


def test_a_search_does_not_stand_in_the_address() -> None:
    html = page("{% extends 'portal.html' %}")
    search = re.search(r'<form class="top__search"[^>]*>', html)
    assert search
    assert 'method="post"' in search[0]


def test_a_persian_page_runs_from_the_right() -> None:
    with translation.override("fa"):
        html = page("{% extends 'portal.html' %}")
    assert '<html lang="fa" dir="rtl"' in html
    assert "۱۵" in html


def test_the_other_language_is_chosen_by_its_own_name() -> None:
    html = page("{% extends 'portal.html' %}")
    assert 'name="language" value="fa" lang="fa">فارسی</button>' in html
    assert 'value="en"' not in html


@pytest.mark.parametrize("name", ["404.html", "500.html"])
def test_the_pages_for_when_nothing_works_need_nothing(name: str) -> None:
    html = render("{% extends '" + name + "' %}")
    assert "<h1>" in html
    assert "Homeward" in html
    assert page("{% extends '" + name + "' %}", organisation=None) == html
    assert "csrf" not in html


def test_a_pager_keeps_the_rest_of_the_address() -> None:
    rows = Paginator(range(100), 25).page(2)
    html = render("{% include 'fragments/_pager.html' %}", at="/?state=open&page=2", page=rows)
    assert 'href="?state=open&amp;page=1"' in html
    assert 'href="?state=open&amp;page=3"' in html
    assert render("{% include 'fragments/_pager.html' %}").strip() == ""


def test_finished_work_does_not_go_on() -> None:
    progress = "{% include 'fragments/_progress.html' with label='Giving access' action='/x/' %}"
    assert "data-continue" in render(progress, done=1, total=2)
    assert "data-continue" not in render(progress, done=2, total=2, finished=True)


def tag(source: str, **context: Any) -> str:
    return render("{% load homeward %}" + source, **context).strip()


@pytest.mark.parametrize(
    ("level", "dots", "word"),
    [
        ("low", "●○○○", "low"),
        ("immediate", "●●●●", "immediate"),
        ("", "○○○○", "not assessed"),
        ("<script>", "○○○○", "not assessed"),
    ],
)
def test_risk_has_dots_and_a_word(level: str, dots: str, word: str) -> None:
    html = tag("{% risk_dots level %}", level=level)
    assert dots in html
    assert word in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("value", "most", "width"), [(0, 30, 0), (15, 30, 50), (90, 30, 100), (-1, 30, 0), (3, 0, 0)]
)
def test_a_bar_stays_within_its_way(value: int, most: int, width: int) -> None:
    assert f'width="{width}" height="8"/></svg>' in tag("{% bar v m %}", v=value, m=most)


def test_an_icon_is_passed_over_by_screen_readers() -> None:
    assert 'aria-hidden="true"' in tag("{% icon 'lock' %}")
    assert "icon--turns" in tag("{% icon 'arrow' %}")
    with pytest.raises(KeyError):
        tag("{% icon 'unknown' %}")


def test_days_and_moments_in_the_language_of_the_page() -> None:
    moment = dt.datetime(2026, 11, 23, 9, 5, tzinfo=timezone.get_default_timezone())
    every = "{{ m|day }}/{{ m|weekday }}/{{ m|moment }}/{{ d|moment }}/{{ n|digits }}"
    shown = {"m": moment, "d": moment.date(), "n": 12}
    assert tag(every, **shown) == (
        "23 November 2026/Monday 23 November/23 November 2026, 9:05/23 November 2026/12"
    )
    with translation.override("fa"):
        assert tag(every, **shown) == "۲ آذر ۱۴۰۵/دوشنبه ۲ آذر/۲ آذر ۱۴۰۵، ۹:۰۵/۲ آذر ۱۴۰۵/۱۲"


def test_near_days_are_counted_from_today_here() -> None:
    now = timezone.localtime()
    assert tag("{{ n|near_day }}", n=now) == "today"
    assert tag("{{ n|near_day }}", n=now.date() + dt.timedelta(days=3)) == "in 3 days"
    assert tag("{{ n|near_moment }}", n=now).startswith("today ")
    assert tag("{{ n|near_moment }}", n=now.date()) == "today"


def test_what_is_no_day_shows_nothing() -> None:
    every = "{{ n|day }}{{ n|weekday }}{{ n|near_day }}{{ n|moment }}{{ n|near_moment }}"
    assert tag(every + "{{ n|digits }}", n=None) == ""


def test_filled_needs_its_three_words() -> None:
    with pytest.raises(TemplateSyntaxError):
        tag("{% filled 'aside' %}x{% endfilled %}")
