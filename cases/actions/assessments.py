"""Assessing: answers sealed together with the questions as they were asked."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, next_number, settle
from cases.actions.questionnaires import questionnaire_of
from cases.models import Assessment, Case, Event, FormDefinition
from cases.planning import Answers
from vault.compartments import Opened

LATEST_YEARS = 2
FIELD = "assessment.answers"


@transaction.atomic
def assess(
    *, by: Actor, opened: Opened[Case], form: FormDefinition, answers: Answers
) -> Assessment:
    """Record the answers to a form, with the questions of the version that was asked.

    The earlier assessment with the same form asks for nothing any more.

    :param answers: what was answered; form, questions, author and time are put in here
    :raises NotNow: when the case is ended, nothing was answered, an answer fits no question, or
        the day to ask again is no day to come
    """
    case, today = _locked(opened), timezone.localdate()
    asked = replace(
        answers, form=str(form.form), form_version=form.version, asked=questionnaire_of(form)
    )
    _check(asked, today)
    before = _with_form(opened, case.assessments.exclude(reassess_on=None), asked.form)
    row = Assessment(
        case=case,
        number=next_number(case),
        author=by.member,
        on=today,
        reassess_on=asked.reassess_on,
    )
    row.save(force_insert=True)
    opened.write(FIELD, row.pk, 1, _signed(by, asked))
    Assessment.objects.filter(pk__in=before).update(reassess_on=None)
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.ASSESSED, today=today)
    settle(case, today=today)
    audit.record("assessment.write", actor=by.pk, about=case, assessment=str(row.pk))
    return row


@transaction.atomic
def amend_assessment(
    *, by: Actor, opened: Opened[Case], assessment: Assessment, version: int, answers: Answers
) -> Assessment:
    """Write a newer version of an assessment, to the same questions; earlier ones stay.

    :param version: the version it was made from
    :raises Overtaken: when somebody amended it meanwhile
    :raises NotNow: as :func:`assess` does
    """
    case = _locked(opened)
    now = Assessment.objects.get(pk=assessment.pk, case=case)
    if now.version != version:
        raise Overtaken(now.version)
    first = Answers.load(opened.read(FIELD, now.pk, version))
    asked = replace(answers, form=first.form, form_version=first.form_version, asked=first.asked)
    _check(asked, now.on)
    now.version = version + 1
    later = _with_form(opened, case.assessments.filter(number__gt=now.number), first.form)
    now.reassess_on = None if later else asked.reassess_on
    now.save(update_fields=["version", "reassess_on"])
    opened.write(FIELD, now.pk, now.version, _signed(by, asked))
    settle(case, today=timezone.localdate())
    audit.record(
        "assessment.amend", actor=by.pk, about=case, assessment=str(now.pk), version=now.version
    )
    return now


def _locked(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes no assessment. Take it up again first."))
    return case


def _check(asked: Answers, begun: date) -> None:
    if not (asked.answers or asked.stands_out.strip()):
        raise NotNow(_("Nothing is answered yet. Answer a question, or write what stands out."))
    for one in asked.answers:
        question = asked.asked.question(one.question)
        if question is None or not question.takes(one.value):
            raise NotNow(_("An answer does not fit its question. Show the form again."))
    last = date(begun.year + LATEST_YEARS, 12, 31)
    if asked.reassess_on and not begun < asked.reassess_on <= last:
        raise NotNow(_("Ask again on a day to come, within two years."))


def _with_form(opened: Opened[Case], rows: QuerySet[Assessment], form: str) -> list[UUID]:
    """Those of these assessments that were asked with a form. Which one it was is sealed."""
    places = [(FIELD, pk, version) for pk, version in rows.values_list("pk", "version")]
    found = opened.read_many(places)
    return [row for (_field, row, _version), text in found.items() if _form(text) == form]


def _form(text: bytes) -> str:
    return Answers.load(text).form


def _signed(by: Actor, asked: Answers) -> bytes:
    at = timezone.now().isoformat(timespec="seconds")
    return replace(asked, by=str(by.pk), at=at).dump()
