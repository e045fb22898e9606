"""The plan of a case: assessments, goals, and the forms an organisation asks with."""

from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import Member
from cases.models.case import Case
from cases.models.entries import Entry


class FormDefinitionQuerySet(models.QuerySet["FormDefinition"]):
    """Sets of form definitions."""

    def newest(self) -> Self:
        """The newest version of each form, in the order in which the forms were begun."""
        later = FormDefinition.objects.filter(
            form=OuterRef("form"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later)).order_by("begun", "form")

    def versions_of(self, form: UUID) -> Self:
        """All versions of a form, newest first."""
        return self.filter(form=form).order_by("-version")


class FormDefinition(models.Model):
    """One version of a form that the organisation asks with: questions, never answers.

    ``body`` is a :class:`cases.questionnaires.Questionnaire`. A version is never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    form = models.UUIDField(default=uuid4)
    version = models.PositiveIntegerField(default=1)
    body = models.JSONField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    begun = models.DateField()

    objects = FormDefinitionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="form_versions"),
        ]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Sets of assessments."""

    def due(self, until: date) -> Self:
        """Those to be asked again by a day, in cases that are open."""
        return self.filter(reassess_on__lte=until, case__in=Case.objects.open())


class Assessment(Entry):
    """One asking of a form. Which form, the questions and the answers are sealed.

    Sealed as ``assessment.answers``. ``reassess_on`` is empty once it was asked again.
    """

    version = models.PositiveIntegerField(default=1)
    reassess_on = models.DateField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["reassess_on"], name="assessments_by_day")]


class Goal(Entry):
    """Something the person wants to reach. Sealed as ``goal.words``, with its state and steps."""

    version = models.PositiveIntegerField(default=1)
