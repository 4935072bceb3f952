"""Addresses below /staff/assurance/."""

from django.urls import path

from programs.assurance.staff.finding import FindingAct, FindingDetail
from programs.assurance.staff.findings import Export, FindingList
from programs.assurance.staff.overview import AskNow, Overview
from programs.assurance.staff.rule import RuleDetail, RuleFigures
from programs.assurance.staff.trail import TrailBatch, TrailPayment, TrailPerson, TrailSearch

app_name = "assurance"
urlpatterns = [
    path("", Overview.as_view(), name="index"),
    path("run/", AskNow.as_view(), name="run"),
    path("rules/<slug:code>/", RuleDetail.as_view(), name="rule"),
    path("rules/<slug:code>/figures/", RuleFigures.as_view(), name="figures"),
    path("findings/", FindingList.as_view(), name="findings"),
    path("findings/workbook/", Export.as_view(), name="export"),
    path("findings/<uuid:pk>/", FindingDetail.as_view(), name="finding"),
    path("findings/<uuid:pk>/<slug:act>/", FindingAct.as_view(), name="act"),
    path("trail/", TrailSearch.as_view(), name="trail"),
    path("trail/batches/<uuid:pk>/", TrailBatch.as_view(), name="trail-batch"),
    path("trail/payments/<uuid:pk>/", TrailPayment.as_view(), name="trail-payment"),
    path("trail/people/<uuid:pk>/", TrailPerson.as_view(), name="trail-person"),
]
