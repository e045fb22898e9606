"""Case files for the tests: a person who does not exist, and a case about them."""

from datetime import date

from cases.actions.files import NewCase, open_case
from cases.identity import Birth, Channel, ContactPoint, Identity, Name, Reach, Safety
from cases.models import Case
from tests.world import World
from vault.compartments import Opened, open_grant

WHO = Identity(
    names=(Name("Shirin", "Canaryname"), Name(full="شیرین کاناری")),
    aliases=("Canaryalias",),
    birth=Birth(day=date(1982, 3, 25)),
    sex="woman",
    languages=("Persian", "some German"),
    countries=("Canaryland",),
    contacts=(
        ContactPoint(
            Channel.PHONE,
            "+49 30 5550199",
            Reach.NO_VOICEMAIL,
            hours="14-16",
            cover_identity="dentist",
        ),
    ),
    reference="OLD-77",
)
RISKY = Safety(risk="high", contact_rule="call 14-16 only")


def a_case(
    world: World, *, who: Identity = WHO, safety: Safety | None = None, **more: object
) -> Opened[Case]:
    """A new enquiry of mina's, owned by rana, second coordinator dara."""
    new = NewCase(who, safety=safety, **more)  # type: ignore[arg-type]
    return open_case(
        by=world.mina.actor,
        new=new,
        owner=world.rana.member,
        second=world.dara.member,
        assignee=world.mina.member,
    )


def opened_by(person: object, case: Case) -> Opened[Case]:
    """The case as this person's own key opens it now."""
    case = Case.objects.get(pk=case.pk)
    grant = case.grants.get(user=person.member)  # type: ignore[attr-defined]
    return open_grant(grant, case, person.keyring)  # type: ignore[attr-defined]
