"""The public front page: quiet, light, and the way out first."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db


def test_a_reader_gets_no_cookie_and_is_not_known_by_one(client: Client) -> None:
    for path in ("/", "/in/en/", "/in/fa/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text


def test_the_way_out_comes_first_and_tells_nobody_where_from(client: Client, settings: Any) -> None:
    settings.EXIT_URL = "https://weather.example/"
    html = client.get("/").text
    way_out = re.search(r'<a [^>]*href="https://weather\.example/"[^>]*>', html)
    assert way_out
    assert "noreferrer" in way_out[0]
    assert way_out.start() < html.index("<h1>")


def test_nothing_is_asked_of_anybody_else(client: Client, settings: Any) -> None:
    html = client.get("/").text.replace(settings.EXIT_URL, "")
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", html)
    assert "<form" not in html


def test_the_page_is_light(client: Client) -> None:
    assert len(client.get("/in/fa/").content) < 30_000


def test_the_language_stands_in_the_address(client: Client) -> None:
    persian = client.get("/in/fa/").text
    assert '<html lang="fa" dir="rtl"' in persian
    assert 'href="/in/en/"' in persian
    assert '<html lang="en" dir="ltr"' in client.get("/in/en/").text
    assert translation.get_language() == "en"


def test_a_language_nobody_writes_here_is_not_found(client: Client) -> None:
    assert client.get("/in/xx/").status_code == 404


def test_the_page_is_only_read(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_whoever_works_here_finds_the_door(client: Client) -> None:
    assert f'href="{reverse("accounts:sign_in")}"' in client.get("/").text
