"""Giving a volunteer a brief for a task: a key to these words, and to nothing else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Member, Notice
from accounts.recipients import recipient, recovery_key
from cases.actions.events import add_event, next_number, settle
from cases.actions.files import snapshot
from cases.actions.tasks.locking import lock_case, lock_task
from cases.briefs.papers import TEXT_LIMIT, TITLE_LIMIT, BriefWords, words_place
from cases.consents import client_day, consents_of, permits
from cases.models import Brief, Case, Consent, Event, Task
from vault.certificates import Recipient
from vault.compartments import Opened, create_within
from vault.suites import SealError


@transaction.atomic
def give_brief(
    *, by: Actor, opened: Opened[Case], task: Task, to: Member, words: BriefWords
) -> Brief:
    """Give a volunteer a brief for an open task; the task stays whose it is.

    :raises NotNow: when the case or the task has ended, the client has not agreed to the case
        file or withdrew, the member is no admitted volunteer or has a brief for it, or the words
        are empty or too long
    """
    case, today = lock_case(opened), timezone.localdate()
    now = lock_task(case, task.pk)
    _require_words(words)
    _require_consent(opened, case)
    key = _key_of(to)
    if Brief.objects.live().filter(task=now, volunteer=to).exists():
        raise NotNow(_("%(name)s has a brief for this task already.") % {"name": to.display_name})
    number = next_number(case)
    brief = Brief(case=case, task=now, number=number, author=by.member, volunteer=to, on=today)
    made = create_within(opened, brief, holders=[key], recovery=recovery_key(), today=today)
    made.write(*words_place(brief), words.dump())
    kind = Event.Kind.BRIEF_GIVEN
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, member=to)
    settle(case, today=today)
    tell(Notice.Kind.BRIEF_GIVEN, to=[to.pk])
    audit.record("brief.give", actor=by.pk, about=case, brief=str(brief.pk), to=str(to.pk))
    return brief


def _require_words(words: BriefWords) -> None:
    if not words.title.strip():
        raise NotNow(_("Say in a few words what is to be done."))
    if len(words.title) > TITLE_LIMIT or len(words.text) + len(words.reach) > TEXT_LIMIT:
        raise NotNow(_("A brief has at most 200 characters as its title, and 20,000 more."))


def _require_consent(opened: Opened[Case], case: Case) -> None:
    """A volunteer is outside the case team: nothing reaches them without the client's yes."""
    if case.is_frozen:
        raise NotNow(_("The person withdrew their consent: nothing leaves this case."))
    today = client_day(snapshot(opened).identity.zone)
    purpose = Consent.Purpose.CASE_MANAGEMENT.value
    if permits(consents_of(opened), today, purpose=purpose) is None:
        raise NotNow(
            _("A live consent to case management is needed first. Record it, then give the brief.")
        )


def _key_of(member: Member) -> Recipient:
    try:
        if member.state == Member.State.ADMITTED and member.is_volunteer:
            return recipient(member.pk)
    except SealError:
        pass
    raise NotNow(
        _("%(name)s cannot get a brief: no volunteer, not admitted, or no certified key.")
        % {"name": member.display_name}
    )
