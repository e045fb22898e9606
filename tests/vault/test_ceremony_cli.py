"""The ceremony at the offline machine: what it prints, what it writes, and what it refuses."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from vault import ceremony_files as files
from vault.ceremony import REGISTRAR_FIELD, Applicant, from_word_lists
from vault.ceremony_cli import main
from vault.certificates import Recipient, spoken
from vault.hybrid import KeyPair
from vault.keyring import Keyring
from vault.symmetric import RecordKey, new_key


class Table:
    """The offline machine: what is typed, and what stands on the screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen: list[str] = []
        self.typed: list[str] = []

    def run(self, *arguments: str, typed: list[str] | None = None) -> int:
        """One step; what is typed answers the questions in their order."""
        self.screen, self.typed = [], list(typed or [])
        return main([str(one) for one in arguments], self.answer, self.screen.append)

    def answer(self, question: str) -> str:
        """The next line typed."""
        self.screen.append(question)
        return self.typed.pop(0)

    def lists(self) -> list[str]:
        """The word lists on the screen."""
        sheets = [one for one in self.screen if "WORD LIST" in one]
        return [
            " ".join(w for w in sheet.split("\n\n")[1].split() if w.isalpha()) for sheet in sheets
        ]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """An offline machine with keys just made."""
    table = Table(tmp_path)
    assert table.run("make", "--out", tmp_path / "public.json") == 0
    return table


def founders() -> tuple[list[Keyring], list[Applicant]]:
    rings = [Keyring(uuid4(), 1, new_key()) for _ in range(2)]
    names = ["Rana", "Dara"]
    return rings, [
        Applicant(r.member, n, r.serial, r.pair.public) for r, n in zip(rings, names, strict=True)
    ]


def requests(table: Table, people: list[Applicant]) -> Path:
    public = json.loads((table.folder / "public.json").read_text())
    path = table.folder / "requests.json"
    files.write(
        path,
        files.REQUESTS,
        organisation=str(uuid4()),
        **{"registrar.pub": public["registrar.pub"]},
        coordinators=[files.packed_applicant(one) for one in people],
    )
    return path


def test_three_lists_are_printed_and_any_two_open_the_same_keys(table: Table) -> None:
    public = json.loads((table.folder / "public.json").read_text())
    one, two, three = table.lists()
    for pair in [(one, two), (three, one), (two, three)]:
        assert files.public_keys(from_word_lists(pair)) == {
            name: public[name] for name in ("recovery.pub", "registrar.pub")
        }


def test_no_word_and_no_seed_reaches_a_file(table: Table) -> None:
    keys = from_word_lists(table.lists()[:2])
    people = founders()[1]
    table_lists = table.lists()
    path = requests(table, people)
    out = table.folder / "certificates.json"
    assert table.run("certify", path, "--out", out, typed=["yes", "yes", *table_lists[:2]]) == 0
    for path in table.folder.iterdir():
        written = path.read_text()
        assert keys.registrar_seed.hex() not in written
        assert files.text(keys.registrar_seed) not in written
        assert not any(" ".join(one.split()[:3]) in written for one in table_lists)


def test_certify_seals_the_registrar_to_both_and_to_nobody_else(table: Table) -> None:
    rings, people = founders()
    lists = table.lists()
    path = requests(table, people)
    out = table.folder / "certificates.json"
    assert table.run("certify", path, "--out", out, typed=["yes", "yes", lists[0], lists[2]]) == 0
    spoken_words = [spoken(one.member, one.serial, one.public)[0] for one in people]
    assert all(any(words in line for line in table.screen) for words in spoken_words)
    made = files.read(out, files.CERTIFICATES)
    keys = from_word_lists(lists[:2])
    organisation = UUID(made["organisation"])
    for ring, row in zip(rings, made["coordinators"], strict=True):
        Recipient.verified(
            ring.member, 1, ring.pair.public, files.raw(row["certificate"]), keys.registrar.public
        )
        key = ring.record_key(files.raw(row["sealed_key"]), organisation, 1)
        key.require(files.raw(made["key_check"]))
        seed = key.open_field(REGISTRAR_FIELD, organisation, 1, files.raw(made["registrar"]))
        assert seed == keys.registrar_seed


@pytest.mark.parametrize("answers", [["no"], ["yes", "no"], ["yes", "y"], ["", ""]])
def test_without_both_fingerprints_nothing_is_signed(table: Table, answers: list[str]) -> None:
    lists = table.lists()
    path, out = requests(table, founders()[1]), table.folder / "certificates.json"
    assert table.run("certify", path, "--out", out, typed=[*answers, *lists[:2]]) == 1
    assert not out.exists()


def test_lists_that_do_not_belong_together_are_refused(table: Table, tmp_path: Path) -> None:
    lists = table.lists()
    path, out = requests(table, founders()[1]), table.folder / "certificates.json"
    table.run("make", "--out", tmp_path / "other.json")
    others = table.lists()
    wrong = [
        [lists[0], others[1]],
        [lists[0], lists[0]],
        others[:2],
        [lists[0], "zero " + lists[1]],
        [lists[0], ""],
    ]
    for pair in wrong:
        assert table.run("certify", path, "--out", out, typed=["yes", "yes", *pair]) == 1
    assert not out.exists()


def test_one_person_twice_is_not_two_coordinators(table: Table) -> None:
    people = founders()[1]
    lists = table.lists()
    path = requests(table, [people[0], people[0]])
    assert table.run("certify", path, typed=["yes", "yes", *lists[:2]]) == 1


def test_a_name_cannot_paint_another_fingerprint_on_the_screen(table: Table) -> None:
    people = founders()[1]
    sly = Applicant(people[0].member, "Rana\x1b[2J\n\u202eam", 1, people[0].public)
    table.run("certify", requests(table, [sly, people[1]]), typed=["no"])
    shown = "".join(table.screen)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_keys_are_never_made_over_others(table: Table) -> None:
    before = (table.folder / "public.json").read_bytes()
    assert table.run("make", "--out", table.folder / "public.json") == 1
    assert (table.folder / "public.json").read_bytes() == before
    assert not table.lists()


def test_recover_seals_every_key_to_the_new_person_alone(table: Table) -> None:
    lists = table.lists()
    recovery = from_word_lists(lists[:2]).recovery.public
    keys = [RecordKey(new_key(), uuid4(), epoch) for epoch in (1, 7)]
    ring = Keyring(uuid4(), 3, new_key())
    wraps, member, out = (table.folder / f"{name}.json" for name in ("wraps", "member", "sealed"))
    rows = [
        {"kind": "cases.case", "record": str(key.compartment), "epoch": key.epoch,
         "sealed_key": files.text(key.sealed_for_recovery(recovery))}
        for key in keys
    ]  # fmt: skip
    files.write(wraps, files.WRAPS, wraps=rows)
    files.write(
        member,
        files.MEMBER,
        **files.packed_applicant(Applicant(ring.member, "New", 3, ring.pair.public)),
    )
    assert table.run("recover", wraps, member, "--out", out, typed=["yes", lists[2], lists[1]]) == 0
    sealed = files.read(out, files.SEALED)
    for key, row in zip(keys, map(files.wrap, sealed["grants"]), strict=True):
        again = ring.record_key(row.sealed_key, row.record, row.epoch)
        assert again.check_value() == key.check_value()


def test_a_wrap_moved_to_another_record_stops_the_recovery(table: Table) -> None:
    lists = table.lists()
    pair = KeyPair(new_key())
    key = RecordKey(new_key(), uuid4(), 1)
    blob = key.sealed_for_recovery(from_word_lists(lists[:2]).recovery.public)
    wraps, member, out = (table.folder / f"{name}.json" for name in ("wraps", "member", "sealed"))
    row = {"kind": "cases.case", "record": str(uuid4()), "epoch": 1, "sealed_key": files.text(blob)}
    files.write(wraps, files.WRAPS, wraps=[row])
    applicant = Applicant(uuid4(), "New", 1, pair.public)
    files.write(member, files.MEMBER, **files.packed_applicant(applicant))
    assert table.run("recover", wraps, member, "--out", out, typed=["yes", *lists[:2]]) == 1
    assert not out.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"homeward": "requests 1"}', "\x00"])
def test_a_damaged_file_gets_a_sentence(table: Table, content: str) -> None:
    path = table.folder / "broken.json"
    path.write_text(content)
    assert table.run("certify", path) == 1
    assert any("Not done" in line for line in table.screen)
