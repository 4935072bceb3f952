"""Public addresses that are no pages of Wagtail."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from cms import verification, views
from cms.feeds import NoticesFeed
from cms.releases import DISCLOSURE, PUBLICITY

app_name = "cms"

urlpatterns = [
    path("publicity/", views.index, {"kind": PUBLICITY}, name="publicity"),
    path("publicity/<str:number>/", views.release, {"kind": PUBLICITY}, name="publicity_release"),
    path("publicity/<str:number>/rows.txt", views.rows, {"kind": PUBLICITY}, name="publicity_rows"),
    path("disclosure/", views.index, {"kind": DISCLOSURE}, name="disclosure"),
    path("disclosure/<str:number>/", views.release, {"kind": DISCLOSURE}, name="disclosure_release"),
    path("disclosure/<str:number>/rows.txt", views.rows, {"kind": DISCLOSURE}, name="disclosure_rows"),
    path("verify/", verification.index, name="seals"),
    path("verify/chain.jsonl", verification.chain_file, name="seals_chain"),
    path("verify/verify.py", verification.verifier_file, name="seals_verifier"),
    path("search/", views.search, name="search"),
    path("feed/", NoticesFeed(), name="feed"),
    path("display/", views.display, name="display"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
