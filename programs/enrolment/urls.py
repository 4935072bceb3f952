"""Addresses of enrolment's staff screens, below /staff/."""

from django.urls import path

from programs.enrolment.views import acts, apply, detail, documents, publicity, queue

enrolment_urls = (
    [
        path("", queue.WorkQueue.as_view(), name="index"),
        path("apply/<uuid:person_pk>/<str:code>/", apply.Apply.as_view(), name="apply"),
        path("<uuid:pk>/", detail.EnrolmentDetail.as_view(), name="detail"),
        path("<uuid:pk>/edit/", apply.ChangeAnswers.as_view(), name="edit"),
        path("<uuid:pk>/reveal/<str:code>/", detail.RevealAnswer.as_view(), name="reveal"),
        path("<uuid:pk>/do/<str:act>/", acts.Act.as_view(), name="act"),
        path("<uuid:pk>/documents/", documents.AddDocument.as_view(), name="add_document"),
        path("documents/<uuid:pk>/", documents.OpenDocument.as_view(), name="document"),
        path("documents/<uuid:pk>/withdraw/", documents.WithdrawDocument.as_view(), name="withdraw_document"),
    ],
    "enrolments",
)
publicity_urls = (
    [
        path("", publicity.ReleaseList.as_view(), name="index"),
        path("new/<str:code>/", publicity.NewRelease.as_view(), name="new"),
        path("<uuid:pk>/", publicity.ReleaseDetail.as_view(), name="detail"),
        path("<uuid:pk>/revoke/", publicity.Revoke.as_view(), name="revoke"),
        path("<uuid:pk>/object/", publicity.ObjectTo.as_view(), name="object"),
        path("objections/<uuid:pk>/answer/", publicity.AnswerObjection.as_view(), name="answer"),
    ],
    "publicity",
)
