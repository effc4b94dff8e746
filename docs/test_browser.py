"""The built pages in a browser: Chromium, from disk, as a reader has them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, sync_playwright

SITE = Path(__file__).parent.parent / "site"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
KINDS = [
    "index.html",
    "chapters/window.html",
    "laws/striding_is_subsampling.html",
    "laws/transposed_agrees_with_the_definition.html",
    "conventions/index.html",
    "geometry.html",
    "textbook.html",
    "check.html",
    "strength.html",
]
"""One page of each kind."""

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]
    with sync_playwright() as playwright:
        try:
            yield playwright.chromium.launch(executable_path=next(filter(None, found), None))
        except Error as error:
            remedy = "install Chromium (apt-get install chromium), or name one in the variable CHROMIUM"
            pytest.fail(f"no browser: {remedy}\n{error}", pytrace=False)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens pages, and has them all looked at in the end: nothing was complained of, and nothing came from elsewhere."""
    pages: list[Page] = []
    complaints: list[str] = []
    requests: list[str] = []

    def open_page(path: str, *, scheme: str = "light", window: dict[str, int] = DESKTOP) -> Page:
        page = browser.new_page(viewport=window, color_scheme=scheme)  # type: ignore[arg-type]
        pages.append(page)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{SITE.as_uri()}/{path}")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_read_by_all(open_page: Open, path: str, scheme: str) -> None:
    found = Axe().run(open_page(path, scheme=scheme), options={"preload": False})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_and_fits_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, window=PHONE)
    assert page.title()
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"


def test_dark_is_dark(open_page: Open) -> None:
    def brightness(scheme: str) -> int:
        page = open_page("index.html", scheme=scheme)
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in background[4:-1].split(","))

    assert brightness("dark") < 150 < 600 < brightness("light")


def test_the_search_finds_a_law(open_page: Open) -> None:
    page = open_page("search.html?q=subsampling")
    page.locator("#search-results a", has_text="Striding is subsampling").first.wait_for()


def test_a_law_is_reached_by_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("chapters/window.html")
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') || ''").endswith("striding_is_subsampling.html"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/laws/striding_is_subsampling.html")
