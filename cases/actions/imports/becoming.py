"""What a row of a spreadsheet becomes: the beginning of a case file."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.days import write_day
from cases.actions.files import NewCase
from cases.actions.imports.plan import Plan
from cases.identity import Birth, Channel, ContactPoint, Identity, Name, Safety
from cases.models import Case
from cases.spreadsheets.columns import ImportedCase


def new_case(row: ImportedCase, plan: Plan, today: date) -> NewCase:
    """The case file that a row begins. Nothing that the row says is left out."""
    return NewCase(
        identity_of(row),
        safety_of(row),
        first_note=note_of(row),
        state=row.state,
        opened_on=row.opened_on,
        consent_by=consent_by(row, plan, today),
    )


def identity_of(row: ImportedCase) -> Identity:
    """Who the row is about."""
    birth = row.birth
    return Identity(
        kind=row.kind,
        names=names_of(row),
        aliases=row.aliases,
        birth=Birth(birth.day, birth.year, birth.estimated) if birth else Birth(),
        sex=row.sex,
        languages=row.languages,
        countries=row.countries,
        contacts=contacts_of(row),
        reference=row.reference,
    )


def names_of(row: ImportedCase) -> tuple[Name, ...]:
    """The whole name, and the name in parts where it says something else."""
    whole, parts = Name(full=row.full_name), Name(given=row.given, family=row.family)
    names = [name for name in (whole, parts) if name.shown]
    return tuple(names[:1] if whole.shown == parts.shown else names)


def contacts_of(row: ImportedCase) -> tuple[ContactPoint, ...]:
    """Each phone number and address; what the row says of safety and hours goes for all."""
    values = [(Channel.PHONE, phone) for phone in row.phones]
    values += [(Channel.EMAIL, email) for email in row.emails]
    return tuple(
        ContactPoint(channel.value, value, row.contact_safety, row.contact_hours)
        for channel, value in values
    )


def safety_of(row: ImportedCase) -> Safety | None:
    """The risk and the day of review; hours without anything to call are a rule of contact."""
    rule = "" if row.phones or row.emails else row.contact_hours
    if not (row.risk or row.due_on or rule):
        return None
    return Safety(risk=row.risk, review_on=row.due_on, contact_rule=rule)


def note_of(row: ImportedCase) -> str:
    """The first note; a consent noted elsewhere is no consent here, but it is not lost."""
    parts = [row.note]
    if row.consent_until:
        day = write_day(row.consent_until, get_language() or "en")
        parts.append(_("Consent until %(day)s, according to the imported file.") % {"day": day})
    return "\n\n".join(filter(None, parts))


def consent_by(row: ImportedCase, plan: Plan, today: date) -> date | None:
    """By when the consent of an active case is to be confirmed: before it ends elsewhere."""
    if row.state != Case.State.ACTIVE or plan.consent_by is None:
        return None
    return max(today, min(plan.consent_by, row.consent_until or plan.consent_by))
