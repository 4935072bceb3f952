"""Addresses below /staff/people/."""

from django.urls import path

from beneficiaries.staff.acts import PersonAct
from beneficiaries.staff.add import PersonAdd, PersonChange, PersonCheck
from beneficiaries.staff.detail import PersonDetail, Reveal
from beneficiaries.staff.index import PeopleIndex

app_name = "people"
urlpatterns = [
    path("", PeopleIndex.as_view(), name="index"),
    path("add/", PersonAdd.as_view(), name="add"),
    path("check/", PersonCheck.as_view(), name="check"),
    path("<uuid:pk>/", PersonDetail.as_view(), name="detail"),
    path("<uuid:pk>/change/", PersonChange.as_view(), name="change"),
    path("<uuid:pk>/reveal/<slug:what>/<uuid:row>/", Reveal.as_view(), name="reveal"),
    path("<uuid:pk>/<slug:act>/", PersonAct.as_view(), name="act"),
    path("<uuid:pk>/<slug:act>/<uuid:row>/", PersonAct.as_view(), name="act"),
]
