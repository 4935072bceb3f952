"""The message catalogue, without GNU gettext: extract, compile and check, on Babel, polib and Django's own
lexer.

    python -m registry.messages update     bring the catalogue in line with the sources, keeping translations;
                                           other .po files may be named, to take translations from
    python -m registry.messages compile    write the .mo files that are out of date
    python -m registry.messages check      exit 1 and say where it is not complete

Sources are in English; every other language under `locale/` is to be complete.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "locale"
LANGUAGES = ("zh_Hans",)
SOURCES = ("registry", "beneficiaries", "programs", "cms")

_PLAIN, _PLURAL, _CONTEXT, _CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _CONTEXT_PLURAL),
}
_TEMPLATES = {".html", ".txt", ".xml"}
_PERCENT = re.compile(r"%(?:\(\w+\))?[#0\- +]*[\d.]*[diouxXeEfFgGcrsa%]")
_BRACES = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")


@dataclass
class Message:
    """A sentence of the sources, and every place where it is said."""

    msgid: str
    plural: str = ""
    context: str | None = None
    places: list[tuple[str, int]] = field(default_factory=list)

    @property
    def where(self) -> str:
        return ", ".join(f"{file}:{line}" for file, line in self.places[:3])


def extract() -> dict[tuple[str | None, str], Message]:
    """Every translatable message of the sources, by context and text."""
    found: dict[tuple[str | None, str], Message] = {}
    for file in _source_files():
        name = file.relative_to(ROOT).as_posix()
        for line, texts, context in _messages_of(file):
            msgid, plural = texts if isinstance(texts, tuple) else (texts, "")
            if msgid:
                message = found.setdefault((context, msgid), Message(msgid=msgid, context=context))
                message.plural = message.plural or plural
                message.places.append((name, line))
    return found


def update(*, parts: Iterable[Path] = ()) -> list[Path]:
    """Add what is new to each catalogue, mark what is gone as obsolete, keep every translation.

    What is still untranslated is taken from `parts`, catalogues of their own.
    """
    messages = extract()
    offered = {
        (entry.msgctxt, entry.msgid): entry for part in parts for entry in polib.pofile(str(part)).translated_entries()
    }
    for path in _catalogues():
        catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else _new_catalogue()
        template = polib.POFile()
        for message in messages.values():
            # Without line numbers: a catalogue then changes only when a sentence does.
            files = sorted({file for file, _ in message.places})
            template.append(
                polib.POEntry(
                    msgid=message.msgid,
                    msgid_plural=message.plural,
                    msgctxt=message.context,
                    msgstr_plural={0: ""} if message.plural else {},
                    occurrences=[(file, "") for file in files],
                )
            )
        catalogue.merge(template)
        catalogue[:] = [entry for entry in catalogue if not entry.obsolete or entry.msgstr]
        for entry in catalogue.untranslated_entries():
            if other := offered.get((entry.msgctxt, entry.msgid)):
                entry.msgstr, entry.msgstr_plural = other.msgstr, other.msgstr_plural
        catalogue.sort(key=lambda entry: (entry.obsolete, entry.occurrences[:1], entry.msgid))
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    return _catalogues()


def compile_stale() -> list[Path]:
    """Write each .mo that is older than its .po; whole, so that a reader never sees half of one."""
    written = []
    for path in _catalogues():
        target = path.with_suffix(".mo")
        if not path.exists():
            continue
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(draft))
        draft.replace(target)
        written.append(target)
    return written


def problems() -> Iterator[str]:
    """One line for each thing that keeps a catalogue from being complete."""
    messages = extract()
    for path in _catalogues():
        name = path.relative_to(ROOT).as_posix()
        if not path.exists():
            yield f"{name}: does not exist (run `make messages`)"
            continue
        entries = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
        for key, message in messages.items():
            if entry := entries.get(key):
                for problem in _problems_of(entry, message):
                    yield f"{message.where}: {problem} in {name}: {message.msgid!r}"
            else:
                yield f"{message.where}: missing from {name} (run `make messages`): {message.msgid!r}"
        for key in entries.keys() - messages.keys():
            yield f"{name}:{entries[key].linenum}: no longer in the sources (run `make messages`): {key[1]!r}"


def _problems_of(entry: polib.POEntry, message: Message) -> Iterator[str]:
    translations = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if "fuzzy" in entry.flags:
        yield "fuzzy"
    if not translations or not all(translations):
        yield "untranslated"
        return
    allowed = [_placeholders(text) for text in (message.msgid, message.plural) if text]
    for translation in translations:
        if _placeholders(translation) not in allowed:
            yield f"placeholders differ ({translation!r})"


def _placeholders(text: str) -> list[str]:
    return sorted(set(_PERCENT.findall(text)) | set(_BRACES.findall(text)))


def _catalogues() -> list[Path]:
    return [CATALOGUES / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def _new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def _source_files() -> Iterator[Path]:
    for app in SOURCES:
        for file in sorted((ROOT / app).rglob("*")):
            if file.suffix == ".py" or (file.suffix in _TEMPLATES and "templates" in file.parts):
                yield file


def _messages_of(file: Path) -> Iterator[tuple[int, str | tuple[str, str], str | None]]:
    from babel.messages.extract import extract as extract_with_babel
    from django.utils.translation.template import templatize

    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Django turns a template into lines of Python calls; their indentation is the template's, and not
        # Python's.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
    for line, texts, _, context in extract_with_babel("python", io.BytesIO(text.encode()), keywords=_KEYWORDS):
        yield line, texts, context


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update", *parts]:
            for path in update(parts=map(Path, parts)):
                print(f"updated {path.relative_to(ROOT)}")
        case ["compile"]:
            for path in compile_stale():
                print(f"compiled {path.relative_to(ROOT)}")
        case ["check"]:
            found = list(problems())
            print("\n".join(found) or "translations: complete")
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
