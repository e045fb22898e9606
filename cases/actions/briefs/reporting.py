"""A volunteer's report: sealed in the brief, read in the case, filed among its notes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Notice
from cases.actions.briefs.recalling import end_brief
from cases.actions.events import settle
from cases.actions.notes import write_note
from cases.briefs.papers import TEXT_LIMIT, BriefReport, report_place
from cases.models import Brief, Case, Event, Note
from cases.papers import NoteType
from vault.compartments import Opened, StaleKey, open_within


@transaction.atomic
def report_back(*, by: Actor, opened: Opened[Brief], done: bool, text: str) -> Brief:
    """Report on one's own brief. With that it is gone from the volunteer, and lands in the case.

    :raises NotNow: when it is not theirs or has ended, or the text is empty or too long
    :raises StaleKey: while the case's own key waits to be changed; nothing is sealed before
    """
    case = Case.objects.select_for_update().get(pk=opened.record.case_id)
    brief, today = opened.lock(), timezone.localdate()
    if case.rotation_due:
        raise StaleKey
    if not brief.is_live or brief.volunteer_id != by.pk:
        raise NotNow(_("This brief has ended already."))
    if not text.strip() or len(text) > TEXT_LIMIT:
        raise NotNow(_("Write how it went, in at most 20,000 characters."))
    at = timezone.now().isoformat(timespec="seconds")
    opened.write(*report_place(brief), BriefReport(done, text.strip(), at).dump())
    end_brief(brief, Brief.State.REPORTED, today)
    event = Event(case=case, number=case.last_number + 1, author=by.member, on=today)
    event.kind, case.last_number = Event.Kind.BRIEF_BACK, event.number
    event.save(force_insert=True)
    settle(case, today=today)
    tell(Notice.Kind.BRIEF_BACK, to={brief.author_id, brief.task.assignee_id} - {by.pk})
    audit.record("brief.report", actor=by.pk, about=brief, case=str(case.pk))
    return brief


@transaction.atomic
def file_report(*, by: Actor, opened: Opened[Case], brief: Brief) -> Note:
    """Put a report among the notes of the case, with the volunteer's name. Once.

    :raises NotNow: when there is none, it is there already, or the case has ended
    :raises SealError: when it does not open
    """
    opened.lock()
    now = Brief.objects.get(pk=brief.pk, case=opened.record)
    if now.state != Brief.State.REPORTED:
        raise NotNow(_("There is no report that could be put among the notes."))
    report = BriefReport.load(open_within(opened, now).read(*report_place(now)))
    told = _("%(name)s, volunteer, reported back:") % {"name": now.volunteer.display_name}
    text = f"{told}\n\n{report.text}"
    note = write_note(by=by, opened=opened, type=NoteType.OTHER.value, text=text)
    now.state = Brief.State.FILED
    now.save(update_fields=["state"])
    audit.record("brief.file", actor=by.pk, about=opened.record, brief=str(now.pk))
    return note
