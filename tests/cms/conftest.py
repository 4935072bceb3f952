"""A home page with two sections: enough of a site for a test."""

import pytest
from wagtail.models import Page, Site

from cms.models import HomePage, SectionPage
from registry.core import scope


@pytest.fixture(autouse=True)
def fresh_roots():
    """Where the site's root is, is kept in the cache, which doesn't roll back with the database."""
    Site.clear_site_root_paths_cache()
    yield
    Site.clear_site_root_paths_cache()


@pytest.fixture
def editing(db):
    """What follows is done by whoever keeps the site."""
    with scope.entered(scope.SITE_KEEPER):
        yield


@pytest.fixture
def home(editing) -> HomePage:
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=HomePage(title="首页", title_en="Home", slug="start", slogan="登记清楚"))
    site = Site.objects.get(is_default_site=True)
    site.root_page = page
    site.save()
    return page


@pytest.fixture
def notices(home) -> SectionPage:
    page = SectionPage(title="通知公告", title_en="Notices", slug="notices", show_in_menus=True)
    return home.add_child(instance=page)


@pytest.fixture
def programs(home) -> SectionPage:
    page = SectionPage(title="民生工程", title_en="Programs", slug="programs", show_in_menus=True)
    return home.add_child(instance=page)


@pytest.fixture
def outside():
    """Raw reads of a test run as the public does."""
    with scope.entered(scope.EMPTY):
        yield
