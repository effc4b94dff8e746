"""The book as it was built: every link leads somewhere, and nothing is fetched from elsewhere."""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

SITE = Path(__file__).parent.parent / "site"
PAGES = sorted(path for path in SITE.rglob("*.html") if path.relative_to(SITE).parts[0] != "matrix")


@dataclass
class Seen(HTMLParser):
    """What a page links to, what it loads, and the anchors in it."""

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        found = [attributes[name] for name in ("href", "src") if name in attributes]
        self.links += found
        if tag != "a":
            self.loaded += found


@cache
def seen(page: Path) -> Seen:
    parser = Seen()
    parser.feed(page.read_text())
    return parser


def test_there_are_pages() -> None:
    assert len(PAGES) > 100


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITE)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in seen(page).links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        assert target.is_file(), link
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in seen(target).anchors, link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITE)))
def test_nothing_is_fetched_from_elsewhere(page: Path) -> None:
    assert not [link for link in seen(page).loaded if urlsplit(link).netloc]
