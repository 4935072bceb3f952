"""Addresses of the ground's own staff screens, below /staff/."""

from django.urls import include, path, re_path

from registry.core.staff import accesslog, accounts, jobs

job_urls = (
    [
        path("", jobs.JobList.as_view(), name="index"),
        path("<uuid:pk>/", jobs.JobDetail.as_view(), name="detail"),
        path("<uuid:pk>/progress/", jobs.JobProgress.as_view(), name="progress"),
        re_path(r"^(?P<pk>[0-9a-f-]{36})/(?P<act>cancel|retry)/$", jobs.JobAct.as_view(), name="act"),
    ],
    "jobs",
)
account_urls = (
    [
        path("", accounts.AccountList.as_view(), name="index"),
        path("add/", accounts.AccountAdd.as_view(), name="add"),
        path("<int:pk>/", accounts.AccountEdit.as_view(), name="edit"),
    ],
    "accounts",
)
urlpatterns = [
    path("jobs/", include(job_urls)),
    path("accounts/", include(account_urls)),
    path("reveals/", accesslog.AccessLogList.as_view(), name="reveals"),
]
