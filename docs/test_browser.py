"""The built pages in a browser: Chromium, from disk, as a reader has them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import NoBrowser, launched
from playwright.sync_api import Browser, Page, sync_playwright

SITE = Path(__file__).parent.parent / "site"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
MATRIX = "matrix/index.html"
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
    MATRIX,
]
"""One page of each kind."""

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = launched(playwright)
        except NoBrowser as error:
            pytest.exit(str(error), returncode=1)
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens pages, and in the end nothing was complained of on any of them, and nothing came from elsewhere."""
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


def test_the_matrix_opens_at_once_and_is_light(open_page: Open) -> None:
    page = open_page(MATRIX)
    # Twenty rows of fifty laws are to weigh less than a megabyte, and so is each cell less than a kilobyte.
    assert (SITE / MATRIX).stat().st_size < 1_000 * page.locator("td[class^=c]").count()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 1000


def test_a_cell_tells_more_by_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(MATRIX)
    chapter = page.locator("button.chapter", has_text="special")
    chapter.focus()
    page.keyboard.press("Enter")
    assert chapter.get_attribute("aria-expanded") == "true"
    cell = page.locator("td[class^=c] button.differs:visible").first
    cell.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    assert dialog.locator("figure.grids table").count() >= 2
    assert "replay" in dialog.locator("pre.copy").first.inner_text()
    program = dialog.locator("summary", has_text="without corrspec").first
    program.focus()
    page.keyboard.press("Enter")
    assert "sys.exit(wrong)" in dialog.locator("details[open] pre").first.inner_text()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert cell.evaluate("cell => cell === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_unfolds_can_be_read_by_all(open_page: Open, scheme: str) -> None:
    page = open_page(f"{MATRIX}#open=special,conduct", scheme=scheme)
    page.locator("td[class^=c] button.differs:visible").first.click()
    for summary in page.locator("dialog summary").all():
        summary.click()
    found = Axe().run(page, options={"preload": False})
    assert found.violations_count == 0, found.generate_report()


def test_a_chapter_and_the_name_of_a_row_tell_more(open_page: Open) -> None:
    page = open_page(MATRIX)
    page.locator("button.part").first.click()
    assert page.locator("dialog[open] details.verdict").count() == 2, "the laws of the first chapter"
    page.locator("#close").click()
    page.locator("button.about").first.click()
    told = page.locator("dialog[open]").inner_text()
    assert all(word in told for word in ("numpy", "Python", "seed", "What it claims"))


def test_filters_filter_and_the_address_remembers(open_page: Open) -> None:
    page = open_page(MATRIX)
    rows = page.locator("tbody tr:visible")
    whole = rows.count()
    page.select_option("[name=status]", "deviates")
    page.select_option("[name=feature]", "boundary")
    assert 0 < rows.count() < whole
    left = rows.count()
    again = open_page(page.url[len(SITE.as_uri()) + 1 :])
    assert again.locator("tbody tr:visible").count() == left
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("location.hash === ''")
    assert rows.count() == whole


def test_a_law_is_found_by_its_name(open_page: Open) -> None:
    page = open_page(MATRIX)
    page.locator("[name=name]").fill("striding is sub")
    assert page.locator("thead th[class^=c]:visible", has_text="striding_is_subsampling").count() == 1
    page.locator("[name=name]").fill("nothing of this name")
    assert "nothing is called so" in page.locator("#shown").inner_text()


def test_without_scripts_every_verdict_is_there(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{SITE.as_uri()}/{MATRIX}")
    assert page.locator("thead th[class^=c]:visible").count() > 90
    context.close()
