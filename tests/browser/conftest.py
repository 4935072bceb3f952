"""A browser for the tests of this directory: Debian's Chromium, or a loud word that there was none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Playwright's loop counts as an async context; the tests' own queries are synchronous all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        if os.environ.get("REGISTRY_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on the PATH, and REGISTRY_REQUIRE_BROWSER=1 forbids to skip")
        pytest.skip("no Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def shot(request):
    """Keep a picture of a page where `SHOTS` names a folder, wide and as a phone shows it; else do nothing."""
    folder = os.environ.get("SHOTS")

    def take(page, name: str) -> None:
        if not folder:
            return
        size = page.viewport_size
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            # The admin scrolls inside its own frame: a picture of all of it needs a window as high.
            height = page.evaluate("Math.max(...[...document.querySelectorAll('*')].map(e => e.scrollHeight))")
            page.set_viewport_size({"width": width, "height": min(height, 4000)})
            page.wait_for_timeout(400)  # the menu slides
            page.screenshot(path=f"{folder}/{request.node.name}-{name}-{width}.png")
        page.set_viewport_size(size)

    return take
