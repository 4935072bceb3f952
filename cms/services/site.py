"""The first pages of the site. What editors have made or changed since is left alone."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from wagtail.models import Page, Site

from cms.models import HomePage, NoticePage, Office, ProgramPage, SectionPage
from cms.services import editors
from cms.services.first_pages import ARTICLES, HOME, OFFICE, PROGRAMS, SECTIONS
from programs.catalogue.models import Program
from registry.core import scope
from registry.core.models import Account

SITE_NAME = "宣城市妇女联合会"


@dataclass
class Built:
    home: HomePage
    made: int = 0
    found: int = 0


@transaction.atomic
def build(*, actor: Account | None = None) -> Built:
    """The home page, its sections, a page for each program that the catalogue has, and first articles.

    Idempotent: a page that is there, by its address, stays as it is. Programs that aren't loaded yet
    get their pages on the next run.
    """
    with scope.entered(scope.SITE_KEEPER):
        return _build(actor)


def _build(actor: Account | None) -> Built:
    editors.prepare()
    root = Page.objects.select_for_update().get(depth=1)
    home = HomePage.objects.first()
    built = Built(home or HomePage(**HOME))
    if home is None:
        _replace_default(root, built.home, actor=actor)
        built.made += 1
    else:
        built.found += 1
    sections = {
        item["slug"]: _child(built, built.home, SectionPage, actor=actor, show_in_menus=True, **item)
        for item in SECTIONS
    }
    loaded = Program.objects.in_bulk([item["program"] for item in PROGRAMS])
    for item in PROGRAMS:
        if program := loaded.get(item["program"]):
            fields = {**item, "program": program, "title": program.name_zh, "title_en": program.name_en}
            parent = sections[fields.pop("section")]
            if not ProgramPage.objects.filter(program=program).exists():
                _child(built, parent, ProgramPage, actor=actor, **fields)
            else:
                built.found += 1
    for item in sorted(ARTICLES, key=lambda article: article["date"]):
        fields = {**item, "date": date.fromisoformat(item["date"])}
        _child(built, sections[fields.pop("section")], NoticePage, actor=actor, **fields)
    return built


def _child(built: Built, parent: Page, model, *, actor, slug: str, **fields) -> Page:
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found:
        built.found += 1
        return found
    page = parent.add_child(instance=model(slug=slug, locale=parent.locale, **fields))
    page.save_revision(user=actor).publish(user=actor)
    built.made += 1
    return page


def _replace_default(root: Page, home: HomePage, *, actor: Account | None) -> None:
    """Put the home page where Wagtail's "Welcome" page was, and the default site on it."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    default = root.get_children().filter(pk=site.root_page_id).exclude(content_type__app_label="cms").first()
    if default:
        default.slug = "wagtail-default"
        default.save(update_fields=["slug"])
    root.refresh_from_db()
    root.add_child(instance=home)
    home.save_revision(user=actor).publish(user=actor)
    site.root_page, site.site_name = home, SITE_NAME
    site.save()
    Office.objects.get_or_create(site=site, defaults=OFFICE)
    if default:
        Page.objects.get(pk=default.pk).delete()
    home.refresh_from_db()
