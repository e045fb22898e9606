"""Promise: nothing leaves a case without a live consent for that purpose, recipient and data."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given as generated
from hypothesis import strategies as st

from accounts.actions.errors import NotNow
from cases.actions.withdrawing import withdraw
from cases.consents import (
    CATEGORIES,
    ReadConsent,
    client_day,
    consents_of,
    live_consents,
    permits,
)
from cases.models import Case, CaseContent, Consent
from cases.papers import ConsentTerms
from tests.cases.consenting import CASE, OTHER, PARTNER, SHARING, agree_to_case, allowed, share
from tests.cases.folders import a_case, opened_by
from tests.cases.test_consent import alter
from tests.cases.together import at_once
from tests.world import World

TODAY = date(2026, 5, 1)


def test_only_that_recipient_and_those_data(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened)
    assert allowed(world.mina, opened)
    assert allowed(world.mina, opened, categories=("legal", "identity"))
    assert not allowed(world.mina, opened, recipient=OTHER)
    assert not allowed(world.mina, opened, categories=("legal", "health"))
    assert not allowed(world.mina, opened, categories=("health",))


@pytest.mark.parametrize(
    "forged",
    [
        {"recipient": ""},
        {"recipient": PARTNER.upper()},
        {"recipient": f" {PARTNER}"},
        {"categories": ()},
        {"categories": ("",)},
        {"categories": ("LEGAL",)},
        {"purpose": "anything"},
        {"purpose": ""},
    ],
)
def test_forged_parameters_are_allowed_nothing(world: World, forged: dict[str, Any]) -> None:
    opened = a_case(world)
    share(world.mina, opened)
    agree_to_case(world.mina, opened)
    assert not allowed(world.mina, opened, **forged)


def test_a_recipient_without_an_id_is_never_sent_anything(world: World) -> None:
    """A consent that only names somebody documents; it cannot be claimed by an empty id."""
    opened = a_case(world)
    share(world.mina, opened, recipient="", name="The lawyer")
    assert not allowed(world.mina, opened, recipient="")
    assert not allowed(world.mina, opened, recipient="The lawyer")


def test_case_management_is_no_leave_to_tell(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    assert not allowed(world.mina, opened)
    assert allowed(world.mina, opened, purpose=CASE, recipient="", categories=())


def test_another_case_s_consent_counts_for_nothing(world: World) -> None:
    opened, other = a_case(world), a_case(world)
    share(world.mina, opened)
    assert not allowed(world.mina, other)


def test_a_later_narrower_answer_takes_the_place_of_the_wider(world: World) -> None:
    opened = a_case(world)
    first = share(world.mina, opened, categories=("legal", "health"))
    second = share(world.mina, opened, categories=("legal",))
    assert second.after == first.pk
    assert allowed(world.mina, opened)
    assert not allowed(world.mina, opened, categories=("health",))


def test_a_no_to_one_partner_leaves_the_others(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened)
    share(world.mina, opened, recipient=OTHER, name="Other")
    share(world.mina, opened, given=False)
    assert not allowed(world.mina, opened)
    assert allowed(world.mina, opened, recipient=OTHER)


WRONG: dict[str, Any] = {
    "purpose": CASE,
    "given": False,
    "since": timezone.localdate() - timedelta(5),
    "until": timezone.localdate() + timedelta(900),
    "number": 50,
    "after": "99999999-2222-4333-8444-555555555555",
}


@pytest.mark.parametrize("column", WRONG)
def test_one_column_altered_and_nothing_is_allowed(world: World, column: str) -> None:
    opened = a_case(world)
    alter(share(world.mina, opened), **{column: WRONG[column]})
    assert not allowed(world.mina, opened)


def test_a_no_that_is_altered_never_brings_the_yes_back(world: World) -> None:
    """Nor one that is moved to another recipient's place: it stops all that stands before it."""
    opened = a_case(world)
    share(world.mina, opened)
    share(world.mina, opened, recipient=OTHER, name="Other")
    alter(share(world.mina, opened, given=False), given=True)
    assert not allowed(world.mina, opened)
    assert not allowed(world.mina, opened, recipient=OTHER)


def test_terms_altered_by_one_byte_allow_nothing(world: World) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    kept = CaseContent.objects.get(field="consent.terms", row=row.pk)
    whole = bytes(kept.sealed)
    for at in (0, len(whole) // 2, len(whole) - 1):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        CaseContent.objects.filter(pk=kept.pk).update(sealed=changed)
        assert not allowed(world.mina, opened)
    CaseContent.objects.filter(pk=kept.pk).update(sealed=whole)
    assert allowed(world.mina, opened)


def test_wider_terms_sealed_by_a_holder_of_the_key_allow_nothing(world: World) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    wider = ConsentTerms(recipient=PARTNER, categories=tuple(CATEGORIES.values))
    kept = CaseContent.objects.get(field="consent.terms", row=row.pk)
    kept.sealed = opened.key.seal_field("consent.terms", row.pk, 1, wider.dump())
    kept.save()
    assert not allowed(world.mina, opened)


@pytest.mark.parametrize("how", ["withdraw", "no"])
def test_a_no_deleted_from_the_end_does_not_bring_the_yes_back(world: World, how: str) -> None:
    """The chain of rows cannot see its own end; the audit log, which is chained apart, does."""
    opened = a_case(world)
    row = share(world.mina, opened)
    if how == "withdraw":
        withdraw(by=world.mina.actor, opened=opened, consent=row)
    else:
        share(world.mina, opened, given=False)
    last = Consent.objects.latest("number")
    CaseContent.objects.filter(row=last.pk).delete()
    last.delete()
    assert not allowed(world.mina, opened)
    assert not any(one.verifies for one in consents_of(opened_by(world.mina, opened.record)))
    path = reverse("cases:consents", args=[opened.record.code])
    assert "does not verify" in world.mina.client.get(path, secure=True).content.decode()


def test_over_at_midnight_where_the_client_lives(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tehran is three and a half hours ahead of UTC: its day ends while ours goes on."""
    opened = a_case(world)
    today = client_day("Asia/Tehran")
    row = share(world.mina, opened, days=3, today=min(today, timezone.localdate()))
    end = datetime.combine(row.until, datetime.min.time(), UTC) + timedelta(hours=20, minutes=29)
    moments = {end: True, end + timedelta(minutes=2): False}
    for moment, live in moments.items():
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert client_day("Asia/Tehran") == row.until + timedelta(0 if live else 1)
        mine = opened_by(world.mina, opened.record)
        found = permits(
            consents_of(mine),
            client_day("Asia/Tehran"),
            purpose=SHARING,
            recipient=PARTNER,
            categories=("legal",),
        )
        assert (found is not None) is live
        assert client_day("") == row.until


def test_an_unknown_zone_is_the_organisation_s() -> None:
    for zone in ("", "No/Where", "../etc/passwd", "\0", "/abs"):
        assert client_day(zone) == timezone.localdate()


@pytest.mark.parametrize(
    "terms",
    [
        {"recipient": "", "name": "  "},
        {"categories": ()},
        {"categories": ("legal", "everything")},
        {"subject": "child"},
        {"subject": "child", "assent": "yes please", "guardian": " "},
        {"subject": "child", "assent": "a", "guardian": "g", "guardian_tied": True},
        {"subject": "unable"},
        {"decided_by": ("a", "b")},
        {"days": 366 * 6},
        {"days": -1},
    ],
)
def test_a_yes_that_nobody_could_act_on_is_not_taken(world: World, terms: dict[str, Any]) -> None:
    opened = a_case(world)
    with pytest.raises(NotNow):
        share(world.mina, opened, **terms)
    assert not Consent.objects.exists()


def test_a_child_s_yes_needs_their_own_words_and_a_guardian(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened, subject="child", assent="yes, her", guardian="aunt")
    assert allowed(world.mina, opened)


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_an_ended_case_asks_for_no_leave_to_tell(world: World, state: str) -> None:
    """But for the case file it does: without it, it could not be taken up again."""
    opened = a_case(world)
    Case.objects.update(state=state)
    with pytest.raises(NotNow):
        share(world.mina, opened)
    share(world.mina, opened, given=False)
    agree_to_case(world.mina, opened)
    assert allowed(world.mina, opened, purpose=CASE, recipient="", categories=())


@st.composite
def answers(draw: st.DrawFn) -> list[tuple[str, bool, int, int, tuple[str, ...], bool]]:
    """Answers about three recipients: who, yes, from, days, data, whether it verifies."""
    one = st.tuples(
        st.sampled_from([PARTNER, OTHER, ""]),
        st.booleans(),
        st.integers(-20, 20),
        st.integers(0, 20),
        st.sets(st.sampled_from(CATEGORIES.values), max_size=4).map(tuple),
        st.sampled_from([True, True, True, False]),
    )
    return draw(st.lists(one, max_size=12))


def made(asked: list[tuple[str, bool, int, int, tuple[str, ...], bool]]) -> list[ReadConsent]:
    return [
        ReadConsent(
            Consent(
                purpose=SHARING,
                given=given,
                since=TODAY + timedelta(since),
                until=TODAY + timedelta(since + days),
                number=number,
            ),
            ConsentTerms(recipient=who, recipient_name="" if who else "x", categories=data),
            verifies,
        )
        for number, (who, given, since, days, data, verifies) in enumerate(asked)
    ]


@generated(answers(), st.sets(st.sampled_from(CATEGORIES.values), max_size=3))
def test_what_is_permitted_was_agreed_to_last(asked: Any, wanted: set[str]) -> None:
    """Whatever was said before: only the latest answer to that recipient, live and whole."""
    consents = made(asked)
    found = permits(consents, TODAY, purpose=SHARING, recipient=PARTNER, categories=wanted)
    about = [one for one in consents if one.terms.recipient == PARTNER]
    broken = [at for at, one in enumerate(consents) if not one.verifies]
    expected = (
        bool(about)
        and bool(wanted)
        and about[-1].is_live(TODAY)
        and wanted <= set(about[-1].terms.categories)
        and (not broken or consents.index(about[-1]) > broken[-1])
    )
    assert (found is not None) is expected
    assert found is None or found is about[-1]
    scopes = [one.scope for one in live_consents(consents, TODAY)]
    assert len(scopes) == len(set(scopes))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time anyway")
def test_withdrawing_and_sending_at_once_never_both(shared_world: World) -> None:
    """Each in its thread: after a withdrawal that was acknowledged, nothing is sent."""
    world = shared_world
    for _round in range(8):
        opened = a_case(world)
        row = share(world.mina, opened)
        order: list[str] = []

        def send(opened: Any = opened, order: list[str] = order) -> None:
            mine = opened_by(world.mina, opened.record)
            with transaction.atomic():
                mine.lock()
                found = permits(
                    consents_of(mine),
                    client_day(""),
                    purpose=SHARING,
                    recipient=PARTNER,
                    categories=("legal",),
                )
                if found:
                    order.append("sent")

        def stop(opened: Any = opened, row: Any = row, order: list[str] = order) -> None:
            with transaction.atomic():
                withdraw(
                    by=world.rana.actor, opened=opened_by(world.rana, opened.record), consent=row
                )
                order.append("withdrawn")

        assert at_once(send, stop) == [None, None]
        assert order in (["sent", "withdrawn"], ["withdrawn"])
        assert not allowed(world.mina, opened)


def test_nothing_about_a_consent_lies_in_the_clear(world: World) -> None:
    """Recipient, data, guardian and words are in no column of the row."""
    opened = a_case(world)
    share(world.mina, opened, subject="child", assent="Canaryassent", guardian="Canaryguardian")
    values = str(list(Consent.objects.values())) + str(list(Case.objects.values()))
    for word in ("Canarypartner", PARTNER, "legal", "Canaryassent", "Canaryguardian", "child"):
        assert word not in values
