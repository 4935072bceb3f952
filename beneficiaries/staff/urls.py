"""Addresses below /staff/people/."""

from django.urls import path, re_path

from beneficiaries.staff.acts import PersonAct
from beneficiaries.staff.add import PersonAdd, PersonChange, PersonCheck
from beneficiaries.staff.detail import PersonDetail, Reveal
from beneficiaries.staff.duplicates import DecidePair, Duplicates, FindDuplicates
from beneficiaries.staff.index import PeopleIndex
from beneficiaries.staff.merging import MergePeople, MergeRecord, UndoMerge

app_name = "people"
urlpatterns = [
    path("", PeopleIndex.as_view(), name="index"),
    path("add/", PersonAdd.as_view(), name="add"),
    path("check/", PersonCheck.as_view(), name="check"),
    path("duplicates/", Duplicates.as_view(), name="duplicates"),
    path("duplicates/find/", FindDuplicates.as_view(), name="find-duplicates"),
    re_path(r"^duplicates/(?P<pk>[0-9a-f-]{36})/(?P<act>apart|again)/$", DecidePair.as_view(), name="decide-pair"),
    path("merge/<uuid:kept>/<uuid:merged>/", MergePeople.as_view(), name="merge"),
    path("merges/<uuid:pk>/", MergeRecord.as_view(), name="merge-record"),
    path("merges/<uuid:pk>/undo/", UndoMerge.as_view(), name="undo-merge"),
    path("<uuid:pk>/", PersonDetail.as_view(), name="detail"),
    path("<uuid:pk>/change/", PersonChange.as_view(), name="change"),
    path("<uuid:pk>/reveal/<slug:what>/<uuid:row>/", Reveal.as_view(), name="reveal"),
    path("<uuid:pk>/<slug:act>/", PersonAct.as_view(), name="act"),
    path("<uuid:pk>/<slug:act>/<uuid:row>/", PersonAct.as_view(), name="act"),
]
