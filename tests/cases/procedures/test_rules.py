"""Rule packs: whole, sourced, in both languages; and the days they give in real stories."""

import datetime as dt
import re

import pytest

from cases.procedures import rules
from cases.procedures.labels import Stage, due_label, place_label
from cases.procedures.rules import STAGES, BadPack, Kind, edition, packs, read_pack
from cases.procedures.words import Halt, Mark, Moved, OpenDay, OwnDay, ProcedureWords, Step
from cases.procedures.working_out import Deadline, WorkedOut, open_days, renewed, settled

ALL = [rule for pack in packs().values() for rule in pack.rules]
PACK = """
id = "x"
title = { en = "T", fa = "ت" }
places = ["DE"]
rules = []
left_out = []
[[sources]]
id = "s"
title = "S"
citation = "C"
link = "L"
read_on = 2026-11-23
read_in = "R"
[[happenings]]
id = "a"
stage = "lodged"
title = { en = "A", fa = "آ" }
"""
RULE = """
[[rules]]
id = "x.r"
kind = "act"
title = { en = "R", fa = "ر" }
trigger = "a"
amount = 3
unit = "days"
source = "s"
article = "1"
"""


def whole(rule: str = RULE) -> str:
    return PACK.replace("rules = []\n", "") + rule


def words(pack: str, place: str = "", **happened: str) -> ProcedureWords:
    steps = tuple(
        Step(str(n), what, dt.date.fromisoformat(on))
        for n, (what, on) in enumerate(happened.items())
    )
    return ProcedureWords(pack=pack, place=place, steps=steps)


def days_of(found: ProcedureWords) -> dict[str, str | None]:
    return {
        one.key.partition("@")[0]: one.day.isoformat() if one.day else None
        for one in WorkedOut(found).deadlines
    }


def deadline(found: ProcedureWords, rule: str) -> Deadline:
    return next(one for one in WorkedOut(found).deadlines if one.key.startswith(rule))


def test_there_are_the_packs_that_were_promised() -> None:
    wanted = {"eu_asylum", "eu_responsibility", "eu_family", "uk", "us", "unhcr"}
    assert wanted <= set(packs())
    assert tuple(Stage.values) == STAGES


def test_every_rule_has_an_id_of_its_own_and_says_where_it_stands() -> None:
    assert len({rule.id for rule in ALL}) == len(ALL)
    for pack in packs().values():
        assert pack.left_out, pack.id
        for rule in pack.rules:
            source = pack.source(rule.source)
            assert rule.id.startswith(f"{pack.id}."), rule.id
            assert source.title
            assert source.citation
            assert source.read_in
            assert source.link.startswith("http")
            assert source.read_on <= dt.date(2026, 12, 31)
            assert re.search(r"\d|priority", rule.article), rule.id


def test_where_national_law_sets_the_period_the_shortest_counts() -> None:
    ranges = [rule for rule in ALL if rule.most]
    assert ranges
    for rule in ranges:
        assert rule.most_unit == rule.unit
        assert rule.most > rule.amount


def test_a_last_day_rolls_only_where_the_source_says_so() -> None:
    assert {rule.id for rule in ALL if rule.rolls} == {"uk.permission_upper"}


def test_the_edition_follows_every_word_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    before = edition()
    assert re.fullmatch("[0-9a-f]{16}", before)
    monkeypatch.setattr(rules, "version", lambda _name: "0.0")
    edition.cache_clear()
    assert edition() != before
    monkeypatch.undo()
    edition.cache_clear()
    assert edition() == before


def test_a_whole_pack_is_read() -> None:
    assert read_pack(whole()).rules[0].kind == Kind.ACT


@pytest.mark.parametrize(
    "rule",
    [
        RULE.replace('source = "s"', 'source = "nobody"'),
        RULE.replace('article = "1"', 'article = ""'),
        RULE.replace('trigger = "a"', 'trigger = "b"'),
        RULE + 'closes = ["b"]\n',
        RULE + 'when = ["b"]\n',
        RULE + 'unless = ["b"]\n',
        RULE.replace('unit = "days"', 'unit = "moons"'),
        RULE + 'most = 2\nmost_unit = "moons"\n',
        RULE.replace("amount = 3", "amount = 0"),
        RULE.replace('kind = "act"', 'kind = "wish"'),
        RULE.replace(', fa = "ر"', ""),
        RULE.replace('article = "1"\n', ""),
        RULE + "surprise = 1\n",
        RULE + RULE,
        RULE + "[[",
        '[[left_out]]\nafter = "b"\nwhat = {en="w",fa="w"}\nwhy = {en="w",fa="w"}\n',
    ],
)
def test_a_pack_that_is_not_whole_is_refused(rule: str) -> None:
    with pytest.raises(BadPack):
        read_pack(whole(rule))


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(BadPack):
        read_pack(whole().replace('stage = "lodged"', 'stage = "limbo"'))


def test_an_asylum_procedure_in_the_union() -> None:
    found = words("eu_asylum", "DE", made="2026-11-02", registered="2026-11-05")
    assert days_of(found) == {
        "eu_asylum.registration": "2026-11-07",
        "eu_asylum.lodging": "2026-11-26",
    }
    assert deadline(found, "eu_asylum.registration").met_on == dt.date(2026, 11, 5)
    assert WorkedOut(found).stage == "registered"
    lodged = words("eu_asylum", "DE", registered="2026-11-05", lodged="2026-11-20")
    assert days_of(lodged)["eu_asylum.examination"] == "2027-05-20"
    fast = words("eu_asylum", "DE", lodged="2026-11-20", accelerated_opened="2026-11-21")
    assert days_of(fast) == {"eu_asylum.accelerated": "2027-02-20"}


def test_a_transfer_in_the_union() -> None:
    found = words("eu_responsibility", "FR", registered="2026-11-05", hit="2026-11-06")
    assert days_of(found) == {"eu_responsibility.request_after_hit": "2026-12-06"}
    notified = words("eu_responsibility", "FR", decision_notified="2026-11-20")
    appeal = deadline(notified, "eu_responsibility.appeal")
    assert (appeal.day, appeal.latest) == (dt.date(2026, 11, 27), dt.date(2026, 12, 11))
    held = words(
        "eu_responsibility", "FR", registered="2026-11-05", hit="2026-11-06",
        detained_later="2026-11-09", requested="2026-11-12",
    )  # fmt: skip
    assert days_of(held) == {
        "eu_responsibility.request_detained_later": "2026-11-16",
        "eu_responsibility.reply_detained_later": "2026-11-19",
    }


def test_family_and_the_others() -> None:
    assert days_of(words("eu_family", "SE", status_granted="2026-11-30")) == {
        "eu_family.application": "2027-02-28"
    }
    assert days_of(words("eu_family", "SE", lodged="2026-11-23")) == {
        "eu_family.decision": "2027-08-23"
    }
    assert days_of(words("unhcr", rejected="2026-11-23")) == {"unhcr.appeal": "2026-12-23"}
    assert days_of(words("us", "US", arrived="2024-02-29")) == {"us.one_year": "2025-02-28"}


def test_the_upper_tribunal_waits_for_the_next_working_day() -> None:
    found = words("uk", "GB-ENG", permission_refused="2026-12-11")  # 14 days later is Christmas
    assert days_of(found) == {"uk.permission_upper": "2026-12-29"}
    first = words("uk", "GB-ENG", refused="2026-12-11")
    assert days_of(first) == {"uk.appeal": "2026-12-25"}
    assert deadline(first, "uk.appeal").before == dt.date(2026, 12, 24)


def test_moving_house_before_the_board() -> None:
    found = words("us", "US", appealed="2026-10-01", moved="2026-11-23")
    assert days_of(found) == {
        "us.address_court": "2026-11-28",
        "us.address_board": "2026-12-01",  # over Thanksgiving
        "us.address_registration": "2026-12-03",
    }
    assert WorkedOut(found).stage == "appeal"  # moving house is no stage


def test_only_a_clock_that_may_stop_stops() -> None:
    halt = (Halt("h", dt.date(2026, 12, 1), None, "adjourned"),)
    filed = words("us", "US", filed="2026-11-23")
    stopped = ProcedureWords(**{**vars(filed), "halts": halt})
    assert days_of(stopped) == {"us.work": None}
    assert WorkedOut(stopped).open_days == []
    again = ProcedureWords(**{**vars(filed), "halts": (Halt("h", *_month()),)})
    assert days_of(filed)["us.work"] == "2027-04-22"
    assert days_of(again)["us.work"] == "2027-05-23"
    arrived = ProcedureWords(**{**vars(words("us", "US", arrived="2026-11-23")), "halts": halt})
    assert days_of(arrived) == {"us.one_year": "2027-11-23"}


def _month() -> tuple[dt.date, dt.date]:
    return dt.date(2026, 12, 1), dt.date(2027, 1, 1)


def test_the_latest_event_counts_and_what_closed_an_earlier_one_does_not_close_it() -> None:
    steps = [("refused", "2026-01-02"), ("appealed", "2026-01-05"), ("refused", "2026-11-02")]
    twice = ProcedureWords(
        pack="uk",
        place="GB-ENG",
        steps=tuple(Step(str(n), w, dt.date.fromisoformat(o)) for n, (w, o) in enumerate(steps)),
    )
    one = deadline(twice, "uk.appeal")
    assert (one.day, one.is_open) == (dt.date(2026, 11, 16), True)


def test_a_confirmation_ends_with_another_day_or_another_rule() -> None:
    found = words("uk", "GB-ENG", refused="2026-11-02")
    one = deadline(found, "uk.appeal")
    good = Mark(one.key, one.day, one.fingerprint, who="A. Lawyer")

    def state(mark: Mark) -> tuple[bool, bool]:
        marked = deadline(ProcedureWords(**{**vars(found), "confirmed": (mark,)}), "uk.appeal")
        return marked.confirmed is not None, marked.lapsed is not None

    assert state(good) == (True, False)
    assert state(Mark(one.key, dt.date(2026, 11, 17), one.fingerprint)) == (False, True)
    assert state(Mark(one.key, one.day, "0" * 12)) == (False, True)
    assert state(Mark("uk.appeal@2025-01-01", one.day, one.fingerprint)) == (False, False)


def test_a_changed_rule_is_told_with_the_day_it_moved() -> None:
    found = settled(words("uk", "GB-ENG", refused="2026-11-02"))
    today = dt.date(2026, 11, 23)
    assert renewed(found, today).moved == ()
    kept = tuple(type(one)(one.key, dt.date(2026, 11, 12), "older") for one in found.kept)
    older = ProcedureWords(**{**vars(found), "kept": kept})
    [moved] = renewed(older, today).moved
    assert (moved.was, moved.now, moved.on) == (dt.date(2026, 11, 12), dt.date(2026, 11, 16), today)


def test_a_pack_that_is_gone_keeps_the_days_of_ones_own() -> None:
    own = (OwnDay("o", "hearing", dt.date(2026, 12, 1), "summons"),)
    gone = ProcedureWords(pack="atlantis", steps=words("uk", refused="2026-11-02").steps, own=own)
    assert days_of(gone) == {"own:o": "2026-12-01"}
    assert WorkedOut(gone).stage == "advice"
    [one] = open_days("p", gone)
    assert (one.title, one.rule) == ("hearing", "")


def test_what_no_rule_works_out_is_said_while_it_runs() -> None:
    refused = WorkedOut(words("eu_asylum", "DE", lodged="2026-05-02", rejected="2026-11-20"))
    assert "67(7)" in refused.unknown[0].what.en
    appealed = words("eu_asylum", "DE", rejected="2026-11-20", appealed="2026-11-21")
    assert WorkedOut(appealed).unknown == []


def test_nothing_prints() -> None:
    found = words("uk", "GB-ENG", refused="2026-11-02")
    day = dt.date(2026, 11, 2)
    parts = (
        Halt("h", day, day, "Canary"),
        OwnDay("o", "Canary", day),
        Mark("k", day, who="Canary"),
    )
    parts += (Moved("k", day, day, day), OpenDay(day, "p", "refused"), *settled(found).kept)  # type: ignore[assignment]
    shown = f"{found}{WorkedOut(found)}{WorkedOut(found).deadlines}{found.steps}{parts}"
    assert "refused" not in shown
    assert "2026" not in shown
    assert "Canary" not in shown


def test_a_sealed_document_comes_back_as_it_was() -> None:
    found = settled(words("us", "US", filed="2026-11-23", moved="2026-11-24"))
    assert ProcedureWords.load(found.dump()) == found


def test_labels() -> None:
    assert due_label("!uk.appeal") == "The notice of appeal must be received"
    assert due_label("uk.appeal").endswith("received (not yet confirmed by a lawyer)")
    assert due_label("=hearing") == "hearing"
    assert due_label("=!hearing") == "!hearing"
    assert due_label("gone.rule") == due_label("!gone.rule") == due_label("") == ""
    assert place_label("GB-SCT") == "Scotland"
    assert place_label("DE") == "Germany"
