"""What the demo's people agreed to, took back, and were told of: one picture of each kind."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.gate import Actor
from accounts.models import Notice
from cases.actions.consent import record_consent
from cases.actions.decisions import agree, propose_decision
from cases.actions.withdrawing import withdraw
from cases.agreements import Proposed
from cases.models import Case, Consent
from cases.papers import ConsentTerms
from vault.compartments import Opened

SHARING = Consent.Purpose.SHARING.value


@dataclass(frozen=True)
class Agreed:
    """A yes to telling somebody: who, in each language; what; for how many days; taken back."""

    name: tuple[str, str]
    categories: tuple[str, ...]
    days: int
    back: bool = False


AGREED: dict[str, tuple[Agreed, ...]] = {
    "appeal": (
        Agreed(
            ("Advice centre at the harbour", "دفتر مشاورهٔ کنار بندر"),
            ("identity", "legal", "documents"),
            180,
        ),
        Agreed(("Interpreters' cooperative", "تعاونی مترجمان"), ("identity", "contact"), 9),
    ),
    "housing": (
        Agreed(("Guarantee fund", "صندوق ضمانت"), ("identity", "housing", "work"), 120),
        Agreed(("The landlord", "صاحب‌خانه"), ("identity",), 60, back=True),
    ),
}
_TOLD = {
    "en": Proposed(
        ground="danger",
        legal_basis="Police law, averting a danger to life",
        recipient_name="Police, duty officer",
        categories=("safety", "contact"),
        told="A car waits in front of the house at this moment. The address, and that two adults "
        "and a child are inside.",
        why="The line went dead while we spoke, and nobody answers.",
    ),
    "fa": Proposed(
        ground="danger",
        legal_basis="قانون پلیس، دفع خطر جانی",
        recipient_name="پلیس، افسر کشیک",
        categories=("safety", "contact"),
        told="همین حالا خودرویی جلوی خانه ایستاده است. نشانی، و اینکه دو بزرگسال و یک کودک "
        "داخل‌اند.",
        why="هنگام گفت‌وگو تلفن قطع شد و کسی جواب نمی‌دهد.",
    ),
}


def write_agreements(
    opened: Opened[Case], *, story: str, language: str, by: Actor, second: Actor, today: date
) -> None:
    """Write what one story brings: consents to tell somebody, or an exceptional disclosure."""
    for one in AGREED.get(story, ()):
        row = _say_yes(opened, one, language, by, today)
        if one.back:
            withdraw(by=by, opened=opened, consent=row, way="call")
    if story == "first_days":
        told = _TOLD[language]
        proposed = Proposed(**{**vars(told), "tell_by": today + timedelta(days=10)})
        made = propose_decision(by=by, opened=opened, proposed=proposed)
        agree(by=second, opened=opened, decision=made)
        Notice.objects.filter(kind=Notice.Kind.APPROVAL).update(seen=True)


def _say_yes(opened: Opened[Case], one: Agreed, language: str, by: Actor, today: date) -> Consent:
    terms = ConsentTerms(
        text=f"sharing-1-{language}",
        text_version=1,
        language=language,
        explained_by=by.member.display_name,
        recipient_name=one.name[language == "fa"],
        categories=one.categories,
    )
    until = today + timedelta(days=one.days)
    return record_consent(
        by=by, opened=opened, terms=terms, given=True, since=today, until=until, purpose=SHARING
    )
