"""The first pages build themselves, once, and leave what editors did alone."""

import pytest
from wagtail.models import Page, Site

from cms.models import HomePage, NoticePage, Office, ProgramPage, SectionPage
from cms.services.site import build
from programs.catalogue.services.sync import sync
from tests.factories.accounts import entered_as, make_account


@pytest.fixture
def built(db):
    sync()
    return build(actor=make_account("editor", area=None, programs=()))


def test_the_site_builds_itself_once(built, client):
    names = " ".join(page.title for page in SectionPage.objects.order_by("path"))
    assert names == "基层妇情 工作动态 通知公告 信息公开 维权服务 政策法规 民生工程 办事指南 互动"
    assert [page.program_id for page in ProgramPage.objects.in_order()] == ["LQJZ", "CL", "AX", "XJ", "LS", "SW"]
    assert Site.objects.get().root_page.specific == built.home == HomePage.objects.get()
    assert Office.objects.get().hotline == "12338"
    assert not Page.objects.filter(depth=2).exclude(pk=built.home.pk).exists()
    page = NoticePage.objects.live().first()
    page.title = "编辑改过的标题"
    with entered_as(make_account("editor", area=None)):
        page.save_revision().publish()
        ProgramPage.objects.first().delete()

    again = build()

    assert again.made == 1
    assert NoticePage.objects.get(pk=page.pk).title == "编辑改过的标题"
    for found in Page.objects.live().filter(depth__gt=1):
        assert client.get(found.url).status_code == 200, found.url
