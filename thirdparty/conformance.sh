#!/bin/sh
# Fails where a law is broken, and keeps the report either way: conformance.sh FILE
corrspec check "$1" --json report.json
outcome=$?
corrspec report report.json --out matrix
exit $outcome
