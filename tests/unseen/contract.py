"""What those who write faults know of the project: the form of an implementation (and CONTRACT.md beside this file)."""

from spec import Implementation

__all__ = ["Implementation"]
