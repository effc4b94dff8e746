"""Pictures take a minute to draw, and are kept until something that they show changes."""

import pickle
from hashlib import sha256
from pathlib import Path

from spec import LAWS

from .picture import Pictures, pictures

ROOT = Path(__file__).parent.parent
SHOWN = ("spec/**/*", "tests/mutants/*.py", "book/example.py", "book/watched.py", "book/picture.py")


def kept_pictures(file: Path) -> dict[str, Pictures]:
    """The pictures of all laws: those in `file`, where it was written from the same sources, and else new ones."""
    key = _fingerprint()
    if file.exists():
        then, kept = pickle.loads(file.read_bytes())
        if then == key:
            return dict(kept)
    drawn = pictures(LAWS)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps((key, drawn)))
    return drawn


def _fingerprint() -> str:
    digest = sha256()
    for path in sorted(path for pattern in SHOWN for path in ROOT.glob(pattern) if path.suffix in (".py", ".jinja")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
