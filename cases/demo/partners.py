"""The demo's directory, and referrals to it: one answered, one silent, one drafted."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.gate import Actor
from cases.actions import directory, referrals, shared
from cases.actions.consent import record_consent
from cases.models import Case, Consent, Partner, Referral
from cases.papers import ConsentTerms
from cases.referring.locks import key_of
from cases.referring.papers import Body, Draft, Words
from vault.compartments import Opened

# name, country, website, (help, languages, capacity, remark), data that may be told
_ROWS = (
    ("Law Clinic at the Harbour", "DE", "https://law.example", (
        ("legal_aid", "de en fa", "few", "Free of charge; appeals within one week."),
        ("asylum", "de en fa ar", "free", ""),
    ), "identity contact legal documents story"),
    ("House of Four Winds", "DE", "https://winds.example", (
        ("housing", "de fa ckb", "few", "Women and children; the address is not public."),
    ), "identity contact housing safety"),
    ("Room for a Year", "AT", "https://room.example", (
        ("housing", "de en", "full", "Shared flats, up to twelve months."),
    ), "identity contact housing"),
    ("Quiet Voice Counselling", "DE", "https://voice.example", (
        ("counselling", "fa de", "free", "By telephone, also in the evening."),
        ("medical", "fa de", "unknown", ""),
    ), ""),
    ("Bridge of Languages", "FR", "https://bridge.example", (
        ("language", "fr fa ar", "free", ""),
        ("work", "fr en", "free", "Papers of school and work read and translated."),
    ), "identity work documents"),
    ("Long Road Families", "SE", "https://road.example", (
        ("reunification", "sv fa en", "few", "Family reunification before the courts."),
        ("resettlement", "en fr", "unknown", ""),
    ), "identity contact family legal documents"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A referral of one story: to whom, for what, what is told, and how it went on."""

    partner: str
    kind: str
    need: tuple[str, str]
    text: tuple[str, tuple[str, str]]
    ends: str


ASKED: dict[str, Asked] = {
    "appeal": Asked(
        "Law Clinic at the Harbour", "legal_aid",
        ("Please take over the appeal and lodge it in time.",
         "لطفاً اعتراض را بر عهده بگیرید و به‌موقع ثبت کنید."),
        ("legal", ("The first decision was a refusal. Two statements are being gathered.",
                   "رأی اول رد بود. دو شهادت‌نامه در حال گردآوری است.")),
        "answered",
    ),
    "housing": Asked(
        "House of Four Winds", "housing",
        ("A room for one adult from the first of the month.",
         "یک اتاق برای یک نفر از اول ماه."),
        ("housing", ("The shelter keeps the room until the end of the month.",
                     "خوابگاه اتاق را تا آخر ماه نگه می‌دارد.")),
        "silent",
    ),
    "counselling": Asked(
        "Quiet Voice Counselling", "counselling",
        ("Talks once a week, by telephone.", "هفته‌ای یک گفت‌وگوی تلفنی."),
        ("health", ("Sleeps badly and wants to talk to somebody outside.",
                    "بد می‌خوابد و می‌خواهد با کسی بیرون از این جمع حرف بزند.")),
        "draft",
    ),
}  # fmt: skip
_YES = (
    "We take the case. Appointment on Monday at ten.",
    "پرونده را می‌پذیریم. قرار دوشنبه ساعت ده.",
)


def fill_directory(by: Actor, today: date) -> dict[str, Partner]:
    """Write the directory; gives the organisations by name."""
    found = {}
    for name, country, website, services, told in _ROWS:
        partner = directory.add_partner(by=by, name=name, country=country, website=website)
        for kind, languages, capacity, remark in services:
            more = {"languages": languages.split(), "capacity": capacity, "remark": remark}
            directory.put_service(by=by, partner=partner, kind=kind, country=country, **more)  # type: ignore[arg-type]
        if told:
            until = today + timedelta(days=300)
            directory.agree(
                by=by, partner=partner, categories=told.split(), until=until,
                vetted_how="Visited; read their rules on confidentiality.",
            )  # fmt: skip
        found[name] = partner
    return found


def write_referral(
    opened: Opened[Case],
    partners: dict[str, Partner],
    *,
    story: str,
    language: str,
    by: Actor,
    today: date,
) -> None:
    """Write the referral of a story, if it has one."""
    asked, at = ASKED.get(story), int(language == "fa")
    if asked is None:
        return
    partner, (category, text) = partners[asked.partner], asked.text
    words = (Words(category, text[at]),)
    draft = Draft(
        str(partner.pk), partner.name, asked.kind, asked.need[at], ("names", "languages"), words
    )
    row = referrals.begin(by=by, opened=opened, draft=draft)
    if asked.ends == "draft":
        return
    _consent(opened, partner, ("identity", category), language, by, today)
    _send(opened, row, draft, asked.ends, by, today, at)


def _consent(
    opened: Opened[Case],
    partner: Partner,
    categories: tuple[str, ...],
    language: str,
    by: Actor,
    today: date,
) -> None:
    terms = ConsentTerms(
        text=f"sharing-1-{language}",
        text_version=1,
        language=language,
        explained_by=by.member.display_name,
        recipient=str(partner.pk),
        recipient_name=partner.name,
        categories=categories,
    )
    until, purpose = today + timedelta(days=150), Consent.Purpose.SHARING.value
    record_consent(
        by=by, opened=opened, terms=terms, given=True, since=today, until=until, purpose=purpose
    )


def _send(
    opened: Opened[Case], row: Referral, draft: Draft, ends: str, by: Actor, today: date, at: int
) -> None:
    """Send it; then the partner answers, or has been silent for eight days."""
    case = Case.objects.get(pk=opened.record.pk)
    now = Opened(case, opened.key)
    seen = referrals.preview(opened=now, case=case, draft=draft).seen
    until = today + timedelta(days=60)
    handover = referrals.send(by=by, opened=now, referral=row, seen=seen, until=until)
    row.refresh_from_db()
    if ends == "answered":
        opened_by_them = shared.Shared(row, key_of(handover, row.pk, 1), Body())
        shared.answer(shared=opened_by_them, state="accepted", words=_YES[at])
        return
    long_ago = {"sent_on": today - timedelta(8), "heard_on": today - timedelta(8)}
    Referral.objects.filter(pk=row.pk).update(remind_on=today - timedelta(5), **long_ago)
