"""The directory: found in words, changed by coordinators alone, read from a spreadsheet."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions import directory
from cases.directory.importing import sample
from cases.directory.searching import entries, understood
from cases.models import Agreement, Partner, Service
from tests.cases.referrals.sharing import a_partner
from tests.world import World

TODAY = timezone.localdate()


def offer(partner: Partner, kind: str, country: str, *languages: str) -> Service:
    codes = "".join(f",{one}" for one in languages) + ","
    return Service.objects.create(partner=partner, kind=kind, country=country, languages=codes)


def names(text: str) -> list[str]:
    return [one.partner.name for one in entries(understood(text), TODAY)]


@pytest.mark.parametrize(
    "text",
    [
        "housing, Germany, Persian-speaking",
        "Housing Germany Farsi",
        "persian speaking housing in germany",
        "آلمان، فارسی‌زبان، housing",
        "HOUSING;DEUTSCHE Germany persian".replace("DEUTSCHE ", ""),
    ],
)
def test_words_find_what_fits(world: World, text: str) -> None:
    wanted = a_partner(world, "Wanted House")
    offer(wanted, "housing", "DE", "de", "fa")
    for name, kind, country, language in (
        ("Wrong help", "medical", "DE", "fa"),
        ("Wrong country", "housing", "AT", "fa"),
        ("Wrong language", "housing", "DE", "ar"),
    ):
        offer(a_partner(world, name), kind, country, language)
    assert names(text) == ["Wanted House"]


def test_the_same_service_must_fit_in_all(world: World) -> None:
    """Housing in Arabic and language courses in Persian are no housing in Persian."""
    both = a_partner(world, "Both")
    offer(both, "housing", "DE", "ar")
    offer(both, "language", "DE", "fa")
    assert names("housing, Persian") == []
    assert names("housing, Arabic") == ["Both"]


def test_a_name_is_found_and_a_retired_one_is_not(world: World) -> None:
    a_partner(world, "Refugee Law Clinic")
    gone = a_partner(world, "Refugee Law Office")
    directory.change_partner(
        by=world.rana.actor, partner=gone, name=gone.name, country="DE", in_use=False
    )
    assert names("refugee law") == ["Refugee Law Clinic"]
    assert names("") == ["Refugee Law Clinic"]
    assert names("Germany") == ["Refugee Law Clinic"]
    assert names("Austria") == []


def test_what_was_understood_is_said_in_the_pages_language() -> None:
    wanted = understood("housing, Germany, Persian-speaking, Clinic")
    assert wanted.shown == ["housing", "Germany", "Persian", "“clinic”"]
    with translation.override("fa"):
        assert "آلمان" in wanted.shown


def test_the_list_asks_as_much_for_one_as_for_fifty(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            page = world.mina.client.get("/cases/directory/?q=housing", secure=True)
        assert page.status_code == 200
        return len(counted)

    offer(a_partner(world, "First"), "housing", "DE", "fa")
    count()
    once = count()
    for number in range(50):
        offer(a_partner(world, f"House {number}"), "housing", "DE", "fa")
    assert count() == once


def test_an_agreement_ends_the_one_before(world: World) -> None:
    partner = a_partner(world)
    directory.agree(
        by=world.rana.actor, partner=partner, categories=["legal"],
        until=TODAY + timedelta(30), vetted_how="met them",
    )  # fmt: skip
    assert [one.category_codes for one in Agreement.objects.live(TODAY)] == [("legal",)]
    directory.end_agreement(by=world.rana.actor, partner=partner)
    assert not Agreement.objects.live(TODAY).exists()
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"categories": []}, {"until": TODAY - timedelta(1)}, {"until": TODAY.replace(year=2090)}],
)
def test_an_agreement_says_what_and_until_when(world: World, wrong: dict[str, Any]) -> None:
    partner = Partner.objects.create(name="New", country="DE")
    terms = {"categories": ["legal"], "until": TODAY + timedelta(9), "vetted_how": "x"}
    with pytest.raises(NotNow):
        directory.agree(by=world.rana.actor, partner=partner, **{**terms, **wrong})
    assert not Agreement.objects.exists()


def test_one_organisation_is_there_once(world: World) -> None:
    first = directory.add_partner(by=world.rana.actor, name="Law Clinic", country="DE")
    with pytest.raises(NotNow):
        directory.add_partner(by=world.rana.actor, name="LAW clinic", country="DE")
    other = directory.add_partner(by=world.rana.actor, name="Law Clinic", country="AT")
    with pytest.raises(NotNow):
        directory.change_partner(
            by=world.rana.actor, partner=other, name="law clinic", country="DE"
        )
    directory.change_partner(by=world.rana.actor, partner=first, name="Law Clinic", country="DE")


def send(world: World, text: str, person: str = "rana") -> Any:
    file = SimpleUploadedFile("x.csv", text.encode())
    return world.people[person].client.post("/cases/directory/import/", {"file": file}, secure=True)


def test_a_file_fills_the_directory_and_brings_it_up_to_date(world: World) -> None:
    page = send(world, sample())
    assert page.context["done"] == {"added": 2, "known": 0}
    assert names("legal aid, Germany, Persian") == ["Law Clinic Example"]
    again = send(world, sample().replace("few places", "full"))
    assert again.context["done"] == {"added": 0, "known": 2}
    assert Service.objects.get(kind="legal_aid").capacity == "full"
    assert Service.objects.count() == 2
    assert not Agreement.objects.exists()
    assert AuditRow.objects.filter(act="directory.import").count() == 2


def test_a_file_in_persian_is_read_too(world: World) -> None:
    page = send(world, "نام,کشور,کمک,زبان‌ها\nکانون,آلمان,housing,فارسی؛ آلمانی\n")
    assert page.context["done"] == {"added": 1, "known": 0}
    assert Service.objects.get().language_codes == ("de", "fa")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("X,Nowhere,housing,,", "“Nowhere” is not known"),
        ("X,Germany,spying,,", "“spying” is not known"),
        ("X,Germany,housing,Klingonish,", "“Klingonish” is not known"),
        (",Germany,housing,,", "There is no name"),
        (f"{'x' * 121},Germany,housing,,", "more than 120 characters"),
        ("X,Germany,housing,,=cmd()", "“=cmd()” is not known"),
    ],
)
def test_one_wrong_row_imports_nothing_and_is_named(world: World, row: str, words: str) -> None:
    page = send(world, f"name,country,help,languages,capacity\nGood,Germany,work,,\n{row}\n")
    assert page.context["done"] is None
    [problem] = page.context["problems"]
    assert (problem.row, words in problem.words) == (3, True)
    assert words in page.content.decode()
    assert not Partner.objects.exists()


def test_a_file_without_the_needed_columns_or_that_is_none(world: World) -> None:
    assert "These columns are missing: kind" in send(world, "name,country\nX,DE\n").content.decode()
    assert "no rows" in send(world, "").content.decode()
    assert not Partner.objects.exists()


def test_a_coordinator_keeps_the_directory_in_the_browser(world: World) -> None:
    client = world.rana.client
    made = client.post(
        "/cases/directory/new/", {"name": "Law Clinic", "country": "DE", "email": "a@law.example"},
        secure=True,
    )  # fmt: skip
    url = made["Location"]
    service = {"service-kind": "legal_aid", "service-country": "DE", "service-capacity": "free"}
    service["service-languages"] = "German, Persian"
    assert client.post(f"{url}service/", service, secure=True).status_code == 302
    wrong = client.post(
        f"{url}service/", {**service, "service-languages": "Klingonish"}, secure=True
    ).content.decode()
    assert "“Klingonish” is not known" in wrong
    assert 'value="Klingonish"' in wrong
    until = (TODAY + timedelta(90)).isoformat()
    terms = {"agree-categories": ["legal", "identity"], "agree-until": until}
    terms["agree-vetted_how"] = "visited"
    assert client.post(f"{url}agreement/", terms, secure=True).status_code == 302
    page = client.get(url, secure=True).content.decode()
    assert "legal situation" in page
    assert "Persian" in page
    partner = Partner.objects.get()
    offered = partner.services.get()
    client.post(f"{url}service/", {"remove": str(offered.pk)}, secure=True)
    assert not partner.services.exists()
    assert client.post(f"{url}service/", {"remove": "x"}, secure=True).status_code == 404
    assert client.post(f"{url}agreement/", {"end": "yes"}, secure=True).status_code == 302
    change = {"name": "Law Clinic 2", "country": "DE"}
    assert client.post(f"{url}change/", change, secure=True).status_code == 302
    partner.refresh_from_db()
    assert (partner.name, partner.retired_on) == ("Law Clinic 2", TODAY)


@pytest.mark.parametrize("person", ["mina", "vida", "adam", "aida"])
def test_nobody_else_changes_it(world: World, person: str) -> None:
    """An infiltrated caseworker cannot make up a partner and send data there."""
    partner = a_partner(world)
    client = world.people[person].client
    url = f"/cases/directory/{partner.pk}/"
    terms = {"agree-categories": ["legal"], "agree-until": "2027-01-01", "agree-vetted_how": "x"}
    for address, typed in (
        (f"{url}agreement/", terms),
        (f"{url}service/", {"service-kind": "housing", "service-country": "DE"}),
        (f"{url}change/", {"name": "Mine", "country": "DE"}),
        ("/cases/directory/new/", {"name": "Mine", "country": "DE"}),
    ):
        assert client.post(address, typed, secure=True).status_code == 404
    assert send(world, sample(), person).status_code == 404
    assert Partner.objects.get().name == partner.name
    assert Agreement.objects.count() == 1
    reads = client.get(url, secure=True).status_code
    assert reads == (200 if person == "mina" else 404)
