"""Setting up what the organisation asks. Each change is a new version; none is ever altered."""

import json
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.models import FormDefinition
from cases.questionnaires import MOST_CHOICES, MOST_QUESTIONS, Kind, Question, Questionnaire


@transaction.atomic
def begin_form(*, by: Actor, body: Questionnaire) -> FormDefinition:
    """Begin a form, as its first version.

    :raises NotNow: when it is none that can be asked
    """
    today = timezone.localdate()
    made = FormDefinition(body=_checked(body), made_by=by.member, on=today, begun=today)
    made.save(force_insert=True)
    audit.record("form.write", actor=by.pk, about=made, form=str(made.form), version=1)
    return made


@transaction.atomic
def revise_form(*, by: Actor, form: UUID, version: int, body: Questionnaire) -> FormDefinition:
    """Write a newer version of a form; whoever was asked with an earlier one is not touched.

    :param version: the version it was made from
    :raises Overtaken: when somebody revised it meanwhile
    :raises NotNow: when it is none that can be asked
    """
    # The first version stands for the form: whoever holds its lock writes the next one.
    first = FormDefinition.objects.select_for_update().get(form=form, version=1)
    newest = FormDefinition.objects.versions_of(form).values_list("version", flat=True)[0]
    if newest != version:
        raise Overtaken(newest)
    made = FormDefinition(
        form=form,
        version=version + 1,
        body=_checked(body),
        made_by=by.member,
        on=timezone.localdate(),
        begun=first.begun,
    )
    made.save(force_insert=True)
    audit.record("form.write", actor=by.pk, about=made, form=str(form), version=made.version)
    return made


def questionnaire_of(row: FormDefinition) -> Questionnaire:
    """The form that a version defines."""
    return Questionnaire.load(json.dumps(row.body).encode())


def _checked(body: Questionnaire) -> object:
    """The body as it is stored.

    :raises NotNow: without a name, or with a question that nobody can read or answer
    """
    if not body.title:
        raise NotNow(_("Give the form a name in at least one language."))
    if len(body.questions) > MOST_QUESTIONS:
        raise NotNow(_("A form has at most 100 questions. Begin another one."))
    if len({one.id for one in body.questions}) < len(body.questions):
        raise NotNow(_("Two questions share one id."))
    for one in body.questions:
        _require_askable(one)
    return json.loads(body.dump())


def _require_askable(question: Question) -> None:
    known = dict(settings.LANGUAGES)
    spoken = {one.language for one in question.words}
    if not spoken or not spoken <= set(known):
        raise NotNow(_("Write each question in at least one language."))
    if question.kind not in Kind.values:
        raise NotNow(_("Choose how the question is answered."))
    if question.kind == Kind.CHOICE and not 2 <= len(question.choices) <= MOST_CHOICES:
        raise NotNow(_("Offer between 2 and 30 answers."))
