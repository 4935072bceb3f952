"""How large and how contrasted a reader wants the site: in a cookie that says nothing else."""

from dataclasses import dataclass

from django.http import HttpRequest

COOKIE = "display"
SIZES = ("standard", "large", "largest")
CONTRASTS = ("normal", "high")


@dataclass(frozen=True)
class Display:
    size: str = SIZES[0]
    contrast: str = CONTRASTS[0]

    @classmethod
    def of(cls, request: HttpRequest) -> "Display":
        size, _sep, contrast = request.COOKIES.get(COOKIE, "").partition("-")
        return cls(size if size in SIZES else SIZES[0], contrast if contrast in CONTRASTS else CONTRASTS[0])

    @property
    def cookie(self) -> str:
        return f"{self.size}-{self.contrast}"

    @property
    def classes(self) -> str:
        """The classes of the page's root element."""
        return f"size-{self.size} contrast-{self.contrast}"
