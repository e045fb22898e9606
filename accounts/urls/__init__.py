"""Addresses of the accounts app."""

from accounts.urls import audit, members, signing

app_name = "accounts"
urlpatterns = [*signing.urlpatterns, *members.urlpatterns, *audit.urlpatterns]
