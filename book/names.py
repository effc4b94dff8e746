"""Names that are links."""

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from spec import LAWS

from .faults import kills


class Names(SphinxPostTransform):
    """Makes links of the names of laws and faults, wherever they stand as code; in the catalogue of faults, targets."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Replaces them in one document."""
        for literal in list(self.document.findall(nodes.literal)):
            name = literal.astext()
            page, anchor = (f"laws/{name}", "") if name in LAWS else ("faults", f"#{name}")
            is_named = name in LAWS or name in kills()["faults"]
            if not is_named or isinstance(literal.parent, nodes.reference | nodes.title):
                continue
            if page == self.env.docname:
                if anchor and _is_first_in_its_row(literal):
                    literal["ids"].append(name)
                continue
            address = self.app.builder.get_relative_uri(self.env.docname, page) + anchor
            link = nodes.reference("", "", internal=True, refuri=address)
            literal.replace_self(link)
            link += literal


def _is_first_in_its_row(literal: nodes.literal) -> bool:
    entry = literal.parent.parent
    return isinstance(entry, nodes.entry) and entry.parent.index(entry) == 0
