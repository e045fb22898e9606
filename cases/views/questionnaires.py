"""What the organisation asks: an administrator's pages. No case, no answer and no key here."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import gate
from cases.actions.conflicts import Overtaken
from cases.actions.questionnaires import begin_form, questionnaire_of, revise_form
from cases.forms.questionnaires import (
    FormActForm,
    FormTitleForm,
    KindForm,
    QuestionForm,
    question_start,
    title_start,
)
from cases.models import FormDefinition
from cases.questionnaires import Kind, Question, Questionnaire
from cases.starters import starter
from cases.writing_forms import Written, written

FORMS = require_http_methods(["GET", "HEAD", "POST"])


@gate("form.change")
@require_safe
def forms(request: Any) -> HttpResponse:
    """Every form the organisation has, with its newest version."""
    listed = [written(row) for row in FormDefinition.objects.newest().select_related("made_by")]
    return render(request, "cases/forms.html", {"forms": listed})


@gate("form.change")
@require_POST
def begin_with_starter(request: Any) -> HttpResponse:
    """Begin with the form that comes with Homeward."""
    made = begin_form(by=request.actor, body=starter())
    return redirect("cases:form", form=made.form)


@gate("form.change")
@FORMS
def new(request: Any) -> HttpResponse:
    """Begin an empty form."""
    start = title_start(Questionnaire(), 0)
    form = FormTitleForm(request.POST) if request.method == "POST" else FormTitleForm(initial=start)
    if form.is_bound and form.is_valid():
        made = begin_form(by=request.actor, body=form.applied_to(Questionnaire()))
        return redirect("cases:form", form=made.form)
    return render(request, "cases/form_title.html", {"form": form})


@gate("form.change")
@require_safe
def form(request: Any, form: UUID) -> HttpResponse:
    """One form: its questions in every language, and its earlier versions."""
    return _form_page(request, form)


def _form_page(request: Any, form: UUID, acted: FormActForm | None = None) -> HttpResponse:
    versions = FormDefinition.objects.versions_of(form).select_related("made_by")[:100]
    shown = {"written": _newest(form), "versions": versions, "kinds": KindForm(), "form": acted}
    return render(request, "cases/form.html", shown)


@gate("form.change")
@FORMS
def title(request: Any, form: UUID) -> HttpResponse:
    """The form's name, and when it is asked again."""
    found = _newest(form)
    start = title_start(found.body, found.row.version)
    typed = (
        FormTitleForm(request.POST) if request.method == "POST" else FormTitleForm(initial=start)
    )
    done = _revise(request, form, typed, lambda: typed.applied_to(found.body))
    return done or render(request, "cases/form_title.html", {"form": typed, "written": found})


@gate("form.change")
@FORMS
def question_new(request: Any, form: UUID, kind: str) -> HttpResponse:
    """Add a question of one kind."""
    if kind not in Kind.values:
        raise Http404
    return _question(request, _newest(form), Question(kind=kind))


@gate("form.change")
@FORMS
def question(request: Any, form: UUID, question: str) -> HttpResponse:
    """Change the words of a question."""
    found = _newest(form)
    asked = found.body.question(question)
    if asked is None:
        raise Http404
    return _question(request, found, asked)


def _question(request: Any, found: Written, asked: Question) -> HttpResponse:
    start, kind = question_start(asked, found.row.version), Kind(asked.kind)
    data = request.POST if request.method == "POST" else None
    typed = QuestionForm(data, kind=kind, initial=start)
    done = _revise(
        request, found.row.form, typed, lambda: found.body.with_question(typed.question(asked.id))
    )
    shown = {"form": typed, "written": found, "question": asked}
    return done or render(request, "cases/form_question.html", shown)


@gate("form.change")
@require_safe
def choose_kind(request: Any, form: UUID) -> HttpResponse:
    """Go on to the page that adds a question of the kind that was chosen."""
    kinds = KindForm(request.GET)
    if not kinds.is_valid():
        return redirect("cases:form", form=_newest(form).row.form)
    return redirect("cases:question_new", form=form, kind=kinds.cleaned_data["kind"])


@gate("form.change")
@require_POST
def act(request: Any, form: UUID) -> HttpResponse:
    """Move or remove a question; offer the form or not; take an earlier version up again."""
    found, typed = _newest(form), FormActForm(request.POST)
    done = _revise(
        request, form, typed, lambda: typed.applied_to(found.body, _earlier(form, typed))
    )
    return done or _form_page(request, form, typed)


def _earlier(form: UUID, typed: FormActForm) -> Questionnaire | None:
    number = typed.cleaned_data["earlier"]
    row = FormDefinition.objects.versions_of(form).filter(version=number).first()
    return questionnaire_of(row) if row else None


def _revise(request: Any, form: UUID, typed: Any, body: Any) -> HttpResponse | None:
    """Write the next version; None when the form must be shown again, with the reason on it."""
    if not typed.is_bound or not typed.is_valid():
        return None
    try:
        version = typed.cleaned_data["version"]
        revise_form(by=request.actor, form=form, version=version, body=body())
        return redirect("cases:form", form=form)
    except Overtaken as newer:
        typed.data = {**typed.data.dict(), "version": newer.version}
        typed.add_error(None, _("Somebody changed this form meanwhile. Look, and save again."))
    except NotNow as why:
        typed.add_error(None, str(why))
    return None


def _newest(form: UUID) -> Written:
    row = FormDefinition.objects.versions_of(form).select_related("made_by").first()
    if row is None:
        raise Http404
    return written(row)
