"""Working out 10 000 legal days again after a rule changed, in unlocked sessions."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from accounts.demo import DemoPerson
from cases.actions.procedures import FIELD, gathered
from cases.actions.recomputing import recompute
from cases.lawful import waiting_grants
from cases.models import Case, CaseContent, Procedure
from cases.procedures.words import CaseDays, ProcedureWords, Step
from cases.procedures.working_out import WorkedOut, settled
from tests.bench.figures import Figure, Target, figure
from tests.bench.pouring import pour, settle
from tests.bench.scene import Scene
from tests.bench.timing import timed
from vault.compartments import open_grant
from vault.symmetric import new_key

NAMES = ("deadlines",)
NEEDS_CASES = True
DAYS = 10_000
_CONTENT = ("compartment_id", "field", "row", "version", "epoch", "sealed")
_PROCEDURE = (
    "id", "case_id", "number", "author_id", "on", "state", "version", "edition",
)  # fmt: skip
_HAPPENED = (("filed", 9), ("moved", 2))


def measure(scene: Scene) -> Iterator[Figure]:
    """From a changed rule until no case of the holder waits; the limit is to seal as much, bare."""
    person, days = scene.person("omid"), scene.scaled(DAYS)
    made = prepare(person, days)
    taken = min(again(person, made) for _ in range(3))
    yield figure(
        "deadlines",
        taken,
        "s",
        limit=bare(made) / 1000,
        target=Target("value", 10),
        database=scene.database,
    )


def words() -> ProcedureWords:
    """A procedure with three days, as many as a procedure has open as a rule."""
    today = timezone.localdate()
    steps = (Step(what, what, today - timedelta(ago)) for what, ago in _HAPPENED)
    return settled(ProcedureWords("us", "US", tuple(steps)))


def prepare(person: DemoPerson, days: int) -> list[UUID]:
    """Give as many of the person's open cases a procedure as it takes; gives the cases."""
    found = words()
    each = len(WorkedOut(found).deadlines)
    grants = person.member.casegrants.filter(content_object__assignee=person.member)
    grants = grants.exclude(content_object__state__in=Case.ENDED).select_related("content_object")
    rows: list[Sequence[object]] = []
    contents: list[Sequence[object]] = []
    for grant in grants[: -(-days // each)]:
        opened, row = open_grant(grant, grant.content_object, person.keyring), uuid4()
        case, text = opened.record, found.dump()
        kept = gathered({row: found}, CaseDays()).dump()
        on = timezone.localdate()
        rows.append((row, case.pk, 9001, person.member.pk, on, "running", 1, "older"))
        places = ((FIELD, row, 1, text), ("case.days", case.pk, 1, kept))
        contents += [
            (case.pk, *at, opened.key.epoch, opened.key.seal_field(*at, text))
            for *at, text in places
        ]
    pour(Procedure, _PROCEDURE, rows)
    pour(CaseContent, _CONTENT, contents)
    cases = [row[1] for row in rows]
    for first in range(0, len(cases), 500):
        Case.objects.filter(pk__in=cases[first : first + 500]).update(days_version=1)
    settle()
    return cases  # type: ignore[return-value]


def again(person: DemoPerson, made: list[UUID]) -> float:
    """Seconds until all of them are worked out, in requests of a second each."""
    for first in range(0, len(made), 500):
        Procedure.objects.filter(case__in=made[first : first + 500]).update(edition="older")
    started = time.perf_counter()
    done = 0
    while True:
        waiting = waiting_grants(person.actor).values_list("content_object_id", flat=True)
        if not (cases := list(waiting)):
            break
        done += recompute(by=person.actor, cases=cases, seconds=1)
    assert done == len(made), (done, len(made))
    return time.perf_counter() - started


def bare(made: list[UUID]) -> float:
    """Milliseconds to seal and save as many contents with nothing around it."""
    box, nonce, place = AESGCM(new_key()), bytes(12), bytes(60)
    text = words().dump()

    def sealed() -> None:
        rows = [
            (case, "bench", uuid4(), 1, 9, box.encrypt(nonce, text, place))
            for case in made
            for _ in range(2)
        ]
        pour(CaseContent, _CONTENT, rows)
        CaseContent.objects.filter(field="bench").delete()

    return timed(sealed)
