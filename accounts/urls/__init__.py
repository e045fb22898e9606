"""Addresses of the accounts app."""

from accounts.urls import audit, jobs, members, signing

app_name = "accounts"
urlpatterns = [*signing.urlpatterns, *members.urlpatterns, *audit.urlpatterns, *jobs.urlpatterns]
