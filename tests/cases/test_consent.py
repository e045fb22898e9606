"""Consent: what is recorded, what is live, and that nobody alters it unseen."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.consent import record_consent
from cases.consents import live_consent, read_consents, signed, terms_place
from cases.models import Case, CaseContent, Consent
from cases.papers import ConsentTerms
from cases.reading import CasePage, read_case
from cases.texts import all_texts, languages_of, latest_text
from tests.cases.folders import a_case, opened_by
from tests.world import World
from vault.compartments import Opened

TODAY = timezone.localdate()
TERMS = ConsentTerms(
    text="case_management-1-en",
    text_version=1,
    language="en",
    interpreter="Canaryinterpreter",
    how="oral",
    witness="Canarywitness",
    explained_by="Mina",
    risks="Canaryrisk",
    withheld="Canarywithheld",
)


def consent(
    world: World, opened: Opened[Case], *, given: bool = True, since: date = TODAY, days: int = 30
) -> Consent:
    until = TODAY + timedelta(days)
    return record_consent(
        by=world.mina.actor, opened=opened, terms=TERMS, given=given, since=since, until=until
    )


def read(world: World, opened: Opened[Case]) -> CasePage:
    return read_case(opened_by(world.rana, opened.record), world.rana.member)


def test_a_yes_is_live_until_its_day(world: World) -> None:
    opened = a_case(world)
    row = consent(world, opened)
    page = read(world, opened)
    assert page.consent is not None
    assert page.consent.row == row
    assert page.consent.terms.witness == "Canarywitness"
    assert live_consent(page.consents, row.until) is not None
    assert live_consent(page.consents, row.until + timedelta(1)) is None
    assert live_consent(page.consents, row.since - timedelta(1)) is None
    assert live_consent(page.consents, TODAY, "another purpose") is None


def test_the_latest_answer_decides(world: World) -> None:
    opened = a_case(world)
    for given in (True, False, True, False):
        consent(world, opened, given=given)
        assert (read(world, opened).consent is not None) is given


@pytest.mark.parametrize("state", Case.State.values)
def test_a_no_is_always_taken(world: World, state: str) -> None:
    opened = a_case(world)
    consent(world, opened)
    Case.objects.update(state=state)
    consent(world, opened, given=False, days=-300)
    assert read(world, opened).consent is None


@pytest.mark.parametrize(
    ("since", "days"), [(TODAY, -1), (TODAY + timedelta(1), 30), (TODAY, 366 * 6), (TODAY, 30_000)]
)
def test_a_yes_has_days_that_make_sense(world: World, since: date, days: int) -> None:
    opened = a_case(world)
    with pytest.raises(NotNow):
        consent(world, opened, since=since, days=days)
    assert not Consent.objects.exists()


def test_recording_confirms_an_imported_case(world: World) -> None:
    opened = a_case(world)
    Case.objects.update(consent_by=TODAY)
    consent(world, opened)
    assert Case.objects.get().consent_by is None
    assert AuditRow.objects.first().act == "consent.record"


ALTERED = {
    "purpose": "tracing",
    "given": False,
    "since": TODAY - timedelta(9),
    "until": TODAY + timedelta(999),
    "number": 77,
    "mac": bytes(32),
}


@pytest.mark.parametrize("column", ALTERED)
@pytest.mark.parametrize("later", [False, True])
def test_an_altered_column_is_found_and_counts_as_none(
    world: World, column: str, later: bool
) -> None:
    """Also when a later no is altered: it never brings the earlier yes back."""
    opened = a_case(world)
    row = consent(world, opened)
    if later:
        row = consent(world, opened, given=False)
    value = ALTERED[column] if column != "given" else later
    alter(row, **{column: value})
    page = read(world, opened)
    assert page.consent is None
    assert page.consent_is_broken
    shown = world.mina.client.get(f"/cases/{opened.record.code}/consent/", secure=True)
    assert "does not verify" in shown.content.decode()
    now = world.mina.client.get(f"/cases/{opened.record.code}/", secure=True).content.decode()
    assert "A consent of this case does not verify" in now


def alter(row: Consent, **values: Any) -> None:
    """What somebody with their hands in the database does: past the trigger, then the row."""
    on = "" if connection.vendor == "sqlite" else " ON cases_consent"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if on else "SELECT 1")
        cursor.execute("DROP TRIGGER IF EXISTS consent_is_append_only" + on)
    Consent.objects.filter(pk=row.pk).update(**values)


def test_another_author_is_found_out(world: World) -> None:
    opened = a_case(world)
    alter(consent(world, opened), recorded_by=world.rana.member)
    assert read(world, opened).consent is None


def test_terms_that_were_altered_exchanged_or_lost_are_found_out(world: World) -> None:
    opened = a_case(world)
    first, second = consent(world, opened), consent(world, opened)
    rows = CaseContent.objects.filter(field="consent.terms")
    one, other = rows.get(row=first.pk), rows.get(row=second.pk)
    whole = bytes(other.sealed)
    for sealed in (bytes(one.sealed), whole[:-1] + bytes([whole[-1] ^ 1]), whole[:40]):
        rows.filter(pk=other.pk).update(sealed=sealed)
        assert read(world, opened).consent is None
    rows.filter(pk=other.pk).delete()
    assert read(world, opened).consent is None
    resealed = opened.key.seal_field("consent.terms", second.pk, 1, TERMS.dump())
    other.sealed, other.pk = resealed, None
    other.save(force_insert=True)
    assert read(world, opened).consent is None  # a holder of the key cannot rewrite it either


def test_a_row_removed_from_between_others_is_found_out(world: World) -> None:
    opened = a_case(world)
    consent(world, opened)
    middle = consent(world, opened, given=False)
    consent(world, opened)
    Consent.objects.filter(pk=middle.pk).delete()
    page = read(world, opened)
    assert page.consent is None
    assert [one.verifies for one in page.consents] == [True, False]


def test_a_row_moved_to_another_case_is_found_out(world: World) -> None:
    opened, other = a_case(world), a_case(world)
    row = consent(world, opened)
    alter(row, case=other.record)
    assert read(world, other).consent is None


def test_the_hmac_confirms_no_guess(world: World) -> None:
    """The same terms, twice, give two HMACs: what is in them cannot be tried out."""
    opened = a_case(world)
    consent(world, opened)
    consent(world, opened)
    terms = [one.terms for one in read(world, opened).consents]
    assert terms[0].salt != terms[1].salt
    assert len(terms[0].salt) == 32


def test_a_consent_ends_after_it_begins_by_constraint(world: World) -> None:
    row = consent(world, a_case(world))
    row.pk, row.number, row.until = uuid4(), 99, row.since - timedelta(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("column", ["given", "until", "mac"])
def test_the_database_refuses_to_change_a_consent(world: World, column: str) -> None:
    opened = a_case(world)
    row = consent(world, opened)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Consent.objects.filter(pk=row.pk).update(**{column: ALTERED[column]})
    row.given = False
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        row.save()


def test_terms_of_an_unknown_format_do_not_verify(world: World) -> None:
    opened = a_case(world)
    row = consent(world, opened)
    CaseContent.objects.filter(row=row.pk).delete()
    opened.write("consent.terms", row.pk, 1, b'{"f": 99}')
    page = read(world, opened)
    assert page.consent is None
    terms = b'{"f": 99}'
    row.mac = signed(row, terms, b"")
    [found] = read_consents([row], {terms_place(row): terms})
    assert not found.verifies
    assert repr(found) == "[sealed]"


PATH = "/cases/{}/consent/take/"


def typed(**more: str) -> dict[str, str]:
    return {
        "language": "fa",
        "text_version": "1",
        "how": "oral",
        "witness": "Sara",
        "explained_by": "Mina",
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(90)).isoformat(),
        "risks": "kept risks",
        "answer": "yes",
    } | more


def test_the_text_stands_in_the_client_s_language_and_typing_is_kept(world: World) -> None:
    path = PATH.format(a_case(world).record.code)
    page = world.mina.client.get(path, secure=True)
    assert page.context["text"].language == "en"
    sent = typed(answer="show", next_language="fa", language="en")
    page = world.mina.client.post(path, sent, secure=True)
    text = page.content.decode()
    assert 'lang="fa" dir="rtl"' in text
    assert latest_text("case_management", "fa").title in text
    assert "kept risks" in text
    assert not Consent.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_answer_is_recorded_with_the_text_that_was_shown(world: World, answer: str) -> None:
    opened = a_case(world)
    path = PATH.format(opened.record.code)
    assert world.mina.client.post(path, typed(answer=answer), secure=True).status_code == 302
    [read_one] = read(world, opened).consents
    assert read_one.verifies
    assert read_one.row.given is (answer == "yes")
    assert (read_one.terms.text, read_one.terms.language) == ("case_management-1-fa", "fa")
    shown = world.mina.client.get(f"/cases/{opened.record.code}/consent/", secure=True)
    assert latest_text("case_management", "fa").refuse in shown.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"how": ""}, "how"),
        ({"how": "oral", "witness": ""}, "witness"),
        ({"explained_by": ""}, "explained_by"),
        ({"until": ""}, "until"),
        ({"until": "1.1.2001"}, "until"),
        ({"since": "1.1.2099", "until": "1.1.2100"}, "since"),
        ({"language": "xx"}, "language"),
        ({"text_version": "9"}, "__all__"),
        ({"until": "1.1.2099"}, "__all__"),
    ],
)
def test_bad_input_is_named_and_kept(world: World, wrong: dict[str, str], field: str) -> None:
    path = PATH.format(a_case(world).record.code)
    page = world.mina.client.post(path, typed(**wrong), secure=True)
    assert field in page.context["form"].errors
    assert "kept risks" in page.content.decode()
    assert not Consent.objects.exists()


def test_every_text_exists_in_each_language_of_the_house() -> None:
    assert {code for code, _name in languages_of("case_management")} >= {"en", "fa"}
    for text in all_texts().values():
        assert all((text.title, text.what, text.why, text.who, text.until, text.refuse))
    assert latest_text("case_management", "xx").language == "en"
