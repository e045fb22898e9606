"""Promise: whatever is said in whatever order, only what was agreed to last may leave."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from accounts.actions.errors import NotNow
from cases.actions.withdrawing import withdraw
from cases.consents import client_day, consents_of, live_consents
from cases.models import Case, Consent
from tests.cases.consenting import OTHER, PARTNER, agree_to_case, allowed, share
from tests.cases.folders import a_case, opened_by
from tests.world import World
from vault.compartments import Opened

DATA = ("legal", "health", "story")
WHO = st.sampled_from([PARTNER, OTHER])
STEP = st.one_of(
    st.tuples(st.just("yes"), WHO, st.sets(st.sampled_from(DATA), min_size=1).map(tuple)),
    st.tuples(st.just("no"), WHO, st.just(DATA)),
    st.tuples(st.just("withdraw"), WHO, st.just(())),
    st.tuples(st.just("everything"), st.just(""), st.just(())),
    st.tuples(st.just("case yes"), st.just(""), st.just(())),
    st.tuples(st.just("case no"), st.just(""), st.just(())),
)


class Model:
    """What a careful person would remember of it."""

    def __init__(self) -> None:
        self.agreed: dict[str, set[str]] = {PARTNER: set(), OTHER: set()}
        self.answered, self.frozen = False, False

    def hear(self, what: str, who: str, data: tuple[str, ...]) -> None:
        """Follow one step."""
        if what == "yes" and not self.frozen:
            self.agreed[who] = set(data)
        elif what in {"no", "withdraw"}:
            self.agreed[who] = set()
        elif what == "everything":
            self.agreed = {PARTNER: set(), OTHER: set()}
            self.frozen = self.answered = True
        elif what == "case yes":
            self.frozen, self.answered = False, True
        elif what == "case no":
            if self.answered:
                self.agreed = {PARTNER: set(), OTHER: set()}
            self.frozen, self.answered = self.frozen or self.answered, True


def act(world: World, opened: Opened[Case], what: str, who: str, data: tuple[str, ...]) -> None:
    """Do the same to the case."""
    if what in {"yes", "no"}:
        share(world.mina, opened, given=what == "yes", recipient=who, name=who[:4], categories=data)
    elif what.startswith("case"):
        agree_to_case(world.mina, opened, given=what == "case yes")
    else:
        mine = opened_by(world.mina, opened.record)
        of = [one for one in consents_of(mine) if one.terms.recipient == who]
        one: Consent | None = of[-1].row if of else None
        if what == "everything" or one is not None:
            withdraw(by=world.mina.actor, opened=mine, consent=one if who else None)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@generated(steps=st.lists(STEP, max_size=8))
def test_the_case_permits_what_the_model_remembers(world: World, steps: list[Any]) -> None:
    opened, model = a_case(world), Model()
    for step in steps:
        try:
            act(world, opened, *step)
        except NotNow:
            assert step[0] == "yes"
            assert model.frozen
        model.hear(*step)
        mine = opened_by(world.mina, opened.record)
        consents = consents_of(mine)
        assert all(one.verifies for one in consents)
        assert Case.objects.get(pk=opened.record.pk).is_frozen is model.frozen
        for who, agreed in model.agreed.items():
            for data in DATA:
                expected = data in agreed
                assert allowed(world.mina, opened, recipient=who, categories=(data,)) is expected
        numbers = [one.row.number for one in live_consents(consents, client_day(""))]
        assert numbers == sorted(numbers, reverse=True)
        followed = [one.row.after for one in consents if one.row.after]
        assert len(followed) == len(set(followed)), "each answer has at most one after it"
