"""Addresses of the work in the background."""

from django.urls import URLPattern, path

from accounts.views import jobs

urlpatterns: list[URLPattern] = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/retry/", jobs.retry_all, name="retry_jobs"),
    path("jobs/<uuid:pk>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<uuid:pk>/aside/", jobs.put_aside, name="put_job_aside"),
]
