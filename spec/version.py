"""The version of the specification."""

VERSION = "0.1.0"
