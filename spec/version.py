"""What this program is: its version, and how it is started."""

VERSION = "0.1.0"

PROGRAM = "python -m spec" if __package__ == "spec" else "corrspec"
"""How this program is started, for commands that it suggests."""
