"""Addresses of joining, of members, of rotation, and of renewing one's keys."""

from django.urls import URLPattern, path

from accounts.views import admission, enrolment, members, renewal, rotation

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", enrolment.join, name="join"),
    path("waiting/", enrolment.waiting, name="waiting"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/waiting/", admission.waiting_list, name="waiting_list"),
    path("members/waiting/<uuid:pk>/", admission.admit, name="admit"),
    path("members/<uuid:pk>/", members.member, name="member"),
    path("members/<uuid:pk>/roles/", members.change_roles, name="change_roles"),
    path("members/<uuid:pk>/link/", members.invite_again, name="invite_again"),
    path("members/<uuid:pk>/restore/", members.restore_login, name="restore_login"),
    path("members/<uuid:pk>/remove/", members.remove_member, name="remove_member"),
    path("members/<uuid:pk>/key/", admission.give_organisation_key, name="give_key"),
    path("rotation/", rotation.rotation, name="rotation"),
    path("rotation/run/", rotation.run_rotation, name="run_rotation"),
    path("account/renew/", renewal.renew, name="renew"),
    path("account/renew/sheet/", renewal.renew_sheet, name="renew_sheet"),
    path("account/renew/keys/", renewal.renew_keys, name="renew_keys"),
    path("account/renew/keys/more/", renewal.go_on, name="renew_more"),
]
