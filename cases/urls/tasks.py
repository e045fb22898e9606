"""Addresses of tasks."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import my_tasks, tasks, team_tasks

urlpatterns: list[URLPattern] = [
    path("day/tasks/", my_tasks.my_tasks, name="my_tasks"),
    path("team/tasks/", team_tasks.team_tasks, name="team_tasks"),
    path("team/tasks/give/", team_tasks.give_tasks, name="give_tasks"),
    path("<code:code>/tasks/", tasks.tasks, name="tasks"),
    path("<code:code>/tasks/add/", tasks.add, name="add_task"),
    path("<code:code>/tasks/<uuid:task>/", tasks.task, name="task"),
    path("<code:code>/tasks/<uuid:task>/change/", tasks.change, name="change_task"),
    path("<code:code>/tasks/<uuid:task>/cancel/", tasks.cancel, name="cancel_task"),
    path("<code:code>/tasks/<uuid:task>/do/", tasks.do, name="do_task"),
]
