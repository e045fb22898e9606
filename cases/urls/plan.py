"""Addresses of the plan of a case, and of the forms an organisation asks with."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import assessments, goals, plan, questionnaires, safety_plan

urlpatterns: list[URLPattern] = [
    path("forms/", questionnaires.forms, name="forms"),
    path("forms/new/", questionnaires.new, name="form_new"),
    path("forms/starter/", questionnaires.begin_with_starter, name="form_starter"),
    path("forms/<uuid:form>/", questionnaires.form, name="form"),
    path("forms/<uuid:form>/name/", questionnaires.title, name="form_title"),
    path("forms/<uuid:form>/act/", questionnaires.act, name="form_act"),
    path("forms/<uuid:form>/add/", questionnaires.choose_kind, name="question_kind"),
    path("forms/<uuid:form>/add/<slug:kind>/", questionnaires.question_new, name="question_new"),
    path("forms/<uuid:form>/<slug:question>/", questionnaires.question, name="question"),
    path("<code:code>/plan/", plan.plan, name="plan"),
    path("<code:code>/plan/assess/", assessments.assess, name="assess"),
    path("<code:code>/plan/assessments/", assessments.assessments, name="assessments"),
    path(
        "<code:code>/plan/assessments/<uuid:assessment>/",
        assessments.assessment,
        name="assessment",
    ),
    path(
        "<code:code>/plan/assessments/<uuid:assessment>/amend/",
        assessments.amend,
        name="amend_assessment",
    ),
    path("<code:code>/plan/safety/", safety_plan.safety_plan, name="safety_plan"),
    path("<code:code>/plan/safety/write/", safety_plan.write, name="write_safety_plan"),
    path("<code:code>/plan/safety/sheet/", safety_plan.sheet, name="safety_sheet"),
    path("<code:code>/plan/goals/new/", goals.new, name="goal_new"),
    path("<code:code>/plan/goals/<uuid:goal>/", goals.goal, name="goal"),
    path("<code:code>/plan/goals/<uuid:goal>/change/", goals.change, name="change_goal"),
    path("<code:code>/plan/goals/<uuid:goal>/step/", goals.mark, name="mark_step"),
]
