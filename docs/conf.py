"""How the book is built: `tox -e docs`. Its pages are made from the registries by book/extension.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "corrspec"
html_title = "corrspec"
language = "en"
extensions = ["myst_parser", "sphinx_copybutton", "book.extension"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 2
html_theme = "furo"
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["figure.css", "book.css"]
html_js_files = ["book.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
# A summary would be fetched, which no page on disk may do.
html_show_search_summary = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
