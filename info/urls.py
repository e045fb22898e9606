"""Addresses of the public section; every one may be read by a stranger."""

from django.urls import path

from info import views

app_name = "info"

urlpatterns = [
    path("", views.front, name="front"),
    path("in/<slug:language>/", views.front, name="front_in"),
]
