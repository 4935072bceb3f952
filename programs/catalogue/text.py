"""Words in both languages of the registry.

Definitions and the reasons made from them are data that decisions keep, so they carry both languages
with them instead of a key to a translation.
"""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """`str()` is the language of whoever is reading, Chinese where nothing says otherwise."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def joined(self, others, zh: str, en: str) -> "Text":
        """`others`, with this text's words before them and `zh` / `en` between them."""
        return Text(self.zh + zh.join(o.zh for o in others), self.en + en.join(o.en for o in others))


NOTHING = Text()
