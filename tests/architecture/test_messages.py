"""Every sentence of the sources is there in Chinese; and the tool that says so sees what it should."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from registry import messages

SOURCE = """
from django.utils.translation import gettext_lazy as _, ngettext
one = _("Paid to %(name)s")
two = ngettext("%(n)s person", "%(n)s people", 2)
"""
TEMPLATE = """{% load i18n %}
  <p>{% trans "Area" %}</p>
      {% blocktrans trimmed with n=total %}
        {{ n }} in all, 50% more
      {% endblocktrans %}
{{ _("Inline")|upper }} {% translate "Open" context "state" %}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "views.py").write_text(SOURCE)
    (tmp_path / "app" / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUES", tmp_path / "locale")
    monkeypatch.setattr(messages, "SOURCES", ("app",))
    return tmp_path


def catalogue(project: Path) -> polib.POFile:
    return polib.pofile(str(project / "locale/zh_Hans/LC_MESSAGES/django.po"))


def test_translations_are_complete() -> None:
    assert list(messages.problems()) == []


def test_messages_are_found_in_python_and_in_templates(project: Path) -> None:
    assert {(m.context, m.msgid): m.places[0][1] for m in messages.extract().values()} == {
        (None, "Paid to %(name)s"): 3,
        (None, "%(n)s person"): 4,
        (None, "Area"): 2,
        (None, "%(n)s in all, 50%% more"): 3,
        (None, "Inline"): 6,
        ("state", "Open"): 6,
    }


def test_each_kind_of_gap_is_named_with_its_place(project: Path) -> None:
    messages.update()
    po = catalogue(project)
    po.find("Paid to %(name)s").msgstr = "付给%(nam)s"
    po.find("%(n)s person").msgstr_plural = {0: "%(n)s人"}
    po.find("Area").msgstr = "地区"
    po.find("Area").flags.append("fuzzy")
    po.remove(po.find("Inline"))
    po.append(polib.POEntry(msgid="Gone", msgstr="没了"))
    po.save()

    found = sorted(messages.problems())

    assert [line.split(" in locale")[0] for line in found[:3]] == [
        "app/templates/page.html:2: fuzzy",
        "app/templates/page.html:3: untranslated",
        "app/templates/page.html:6: missing from locale/zh_Hans/LC_MESSAGES/django.po (run `make messages`): 'Inline'",
    ]
    assert any("app/views.py:3: placeholders differ" in line for line in found)
    assert any("'Open'" in line and "untranslated" in line for line in found)
    assert any("no longer in the sources" in line and "'Gone'" in line for line in found)


def test_update_keeps_translations_and_compile_writes_them(project: Path) -> None:
    messages.update()
    po = catalogue(project)
    po.find("Area").msgstr = "地区"
    po.find("Paid to %(name)s").msgstr = "付给%(name)s"
    po.save()
    (project / "app" / "views.py").write_text("")

    messages.update()
    written = messages.compile_stale()

    assert catalogue(project).find("Area").msgstr == "地区"
    assert [entry.msgid for entry in catalogue(project).obsolete_entries()] == ["Paid to %(name)s"]
    assert polib.mofile(str(written[0])).find("Area").msgstr == "地区"
    assert messages.compile_stale() == []
