"""Summaries: what is put in comes out, only for its reader, only in its row."""

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRow
from cases.actions.identity import change_identity
from cases.actions.summarising import PIECE, ready, refresh
from cases.identity import ContactPoint, Identity, Name, Reach, Safety
from cases.listing import holding
from cases.models import CaseContent, CaseGrant
from cases.summaries import RISKS, Reader, Summary, made, summary_of
from tests.cases.folders import WHO, a_case, opened_by
from tests.world import World
from vault.compartments import revoke

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _squeezed(text: str) -> str:
    return " ".join(text.replace("\x1f", " ").split())


@given(
    risk=st.sampled_from(RISKS),
    kind=st.sampled_from(["", "leaver", "family"]),
    due=st.none() | st.dates(),
    text=st.tuples(words, words, words, words),
    names=st.lists(words, max_size=3),
)
def test_what_goes_in_comes_out(risk, kind, due, text, names) -> None:  # type: ignore[no-untyped-def]
    language, name, alias, rule = text
    made_of = {"language": language, "name": name, "alias": alias}
    one = made(code="K7-QFMA", risk=risk, kind=kind, due=due, rule=rule, names=names, **made_of)
    assert (one.risk, one.kind, one.due, one.code) == (risk, kind, due, "K7-QFMA")
    for part, was in made_of.items():
        assert getattr(one, part) == _squeezed(was)
    assert "\x1f" not in one.keys
    assert one.text.count("\x1f") == 6


def test_no_word_of_a_name_breaks_out_of_its_place() -> None:
    one = made(code="K7-QFMA", name="a\x1fb\nc", rule="x\x1fy", names=["a\x1fb"])
    assert (one.name, one.rule) == ("a b c", "x y")
    assert one.text.count("\x1f") == 6


def test_long_words_are_cut_and_the_search_keys_are_not() -> None:
    one = made(code="K7-QFMA", name="a" * 500, names=[f"name{n}" for n in range(100)])
    assert len(one.name) == 120
    assert "name99" in one.keys


def test_it_says_nothing_when_printed() -> None:
    assert "Canary" not in repr(made(code="K7-QFMA", name="Canary"))


def test_a_person_without_a_safe_contact_point_is_marked() -> None:
    unsafe = ContactPoint(value="1", safety=Reach.UNSAFE)
    someone = Identity(names=(Name("Mina"),), contacts=(unsafe,))
    assert "no safe way" in summary_of("K7-QFMA", someone, Safety()).rule
    assert summary_of("K7-QFMA", Identity(), Safety()).rule == ""
    assert summary_of("K7-QFMA", someone, Safety(contact_rule="write")).rule == "write"


def test_a_risk_of_a_later_version_is_no_risk_here() -> None:
    assert summary_of("K7-QFMA", Identity(), Safety(risk="unheard of")).risk == ""


def test_a_summary_opens_in_no_other_place(world: World) -> None:
    mina, rana = Reader(world.mina.keyring), Reader(world.rana.keyring)
    case, summary = uuid4(), made(code="K7-QFMA", name="Canary")
    sealed = mina.seal(summary, case=case, serial=1, version=3)
    assert mina.open(case.bytes, 1, 3, sealed) == summary
    assert mina.open(uuid4().bytes, 1, 3, sealed) is None
    assert mina.open(case.bytes, 1, 4, sealed) is None
    assert mina.open(case.bytes, 2, 3, sealed) is None
    assert rana.open(case.bytes, 1, 3, sealed) is None
    assert mina.open(case.bytes, 1, 3, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert mina.open(case.bytes, 1, 3, b"") is None


def test_one_of_another_format_is_made_anew(world: World) -> None:
    case = a_case(world).record
    other = Summary("0" + made(code="K7-QFMA", name="Old").text[1:])
    sealed = Reader(world.mina.keyring).seal(other, case=case.pk, serial=1, version=1)
    CaseGrant.sets.filter(user=world.mina.member).update(summary=sealed, summary_version=1)
    [one] = ready(by=world.mina.actor).cases
    assert one.summary.name == "Shirin Canaryname"


def test_moved_between_rows_it_is_made_anew_and_never_shown(world: World) -> None:
    first = a_case(world, who=Identity(names=(Name("First"),))).record
    second = a_case(world, who=Identity(names=(Name("Second"),))).record
    ready(by=world.mina.actor)
    grants = CaseGrant.sets.filter(user=world.mina.member)
    stolen = grants.get(content_object=first).summary
    grants.filter(content_object=second).update(summary=stolen)
    assert {one.summary.name for one in holding(world.mina.actor).cases} == {"First"}
    held = ready(by=world.mina.actor)
    assert {one.summary.name for one in held.cases} == {"First", "Second"}


def test_a_changed_identity_makes_it_stale_for_everybody(world: World) -> None:
    opened = a_case(world)
    for person in (world.mina, world.rana):
        assert ready(by=person.actor).cases[0].summary.name == "Shirin Canaryname"
    renamed = Identity(names=(Name("Other"),))
    change_identity(by=world.mina.actor, opened=opened, identity=renamed, version=1)
    assert len(holding(world.rana.actor).stale) == 1
    for person in (world.mina, world.rana):
        assert ready(by=person.actor).cases[0].summary.name == "Other"


def test_it_goes_with_the_grant(world: World) -> None:
    case = a_case(world).record
    ready(by=world.mina.actor)
    revoke(case, world.mina.member.pk)
    assert not CaseGrant.sets.filter(user=world.mina.member).exists()
    assert holding(world.mina.actor).cases == []


def test_they_are_made_in_pieces_and_the_rest_waits(world: World) -> None:
    for _ in range(PIECE + 2):
        a_case(world, who=WHO)
    stale = holding(world.mina.actor).stale
    assert refresh(by=world.mina.actor, grants=stale, seconds=0) == PIECE
    held = ready(by=world.mina.actor)
    assert (len(held.cases), held.stale, held.stuck) == (PIECE + 2, [], False)
    rows = AuditRow.objects.filter(act="case.summarise", actor=world.mina.member.pk)
    assert sorted(row.details["cases"] for row in rows) == [2, PIECE]


def test_nobody_makes_anothers(world: World) -> None:
    a_case(world)
    theirs = list(CaseGrant.sets.filter(user=world.rana.member).values_list("pk", flat=True))
    assert refresh(by=world.mina.actor, grants=theirs, seconds=1) == 0
    assert not CaseGrant.sets.exclude(summary=None).exists()


def test_an_identity_that_was_altered_leaves_the_code(world: World) -> None:
    opened = a_case(world)
    rows = CaseContent.objects.filter(field="case.identity")
    sealed = bytes(rows.get().sealed)
    rows.update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    [one] = ready(by=world.mina.actor).cases
    assert (one.summary.code, one.summary.name) == (opened.record.code, "")


def test_a_grant_that_does_not_open_is_told_and_not_tried_for_ever(world: World) -> None:
    a_case(world)
    grants = CaseGrant.sets.filter(user=world.mina.member)
    grants.update(sealed_key=CaseGrant.sets.filter(user=world.rana.member).get().sealed_key)
    held = ready(by=world.mina.actor)
    assert (held.cases, len(held.stale), held.stuck) == ([], 1, True)
    page = world.mina.client.get("/cases/?risk=high", secure=True).content.decode()
    assert "cannot be read with your key" in page
    assert "data-continue" not in page


def test_a_newer_one_is_not_overwritten_by_an_older(world: World) -> None:
    opened = a_case(world)
    stale = holding(world.mina.actor).stale
    CaseGrant.sets.filter(pk__in=stale).update(summary_version=9)
    assert refresh(by=world.mina.actor, grants=stale, seconds=1) == 0
    assert opened_by(world.mina, opened.record).record.summary_version == 1


@pytest.mark.parametrize(
    ("due", "kinds"),
    [(-1, ("overdue",)), (0, ("today", "week")), (6, ("week",)), (7, ()), (None, ())],
)
def test_a_due_day_falls_under_the_filters_a_person_expects(
    due: int | None, kinds: tuple[str, ...]
) -> None:
    from cases.listing import due_words

    today = dt.date(2026, 11, 23)
    assert due_words(None if due is None else today + dt.timedelta(due), today) == kinds
