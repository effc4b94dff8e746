"""A browser for the tests of the pages: the one named in CHROMIUM, else the system's, else Playwright's own, which is
downloaded where it is missing.

`python docs/chromium.py` starts it and says which it is.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
"""What systems call it."""

DOWNLOAD = "playwright", "install", "--only-shell", "chromium"

REMEDY = "Install Chromium (apt-get install chromium), or name one in the variable CHROMIUM."


class NoBrowser(Exception):
    """No browser starts."""


def launched(playwright: Playwright) -> Browser:
    """The first browser that starts. Raises NoBrowser, which says what was tried and what to do."""
    complaints = []
    named = os.environ.get("CHROMIUM")
    for program in [named] if named else filter(None, map(shutil.which, NAMES)):
        try:
            return playwright.chromium.launch(executable_path=program)
        except Error as error:
            complaints.append(f"{program}: {_told(error)}")
    if not named:
        try:
            return _own(playwright)
        except (Error, subprocess.CalledProcessError) as error:
            complaints.append(f"{' '.join(DOWNLOAD)}: {_told(error)}")
    raise NoBrowser("\n".join(["No browser starts, so the pages cannot be looked at.", *complaints, REMEDY]))


def _own(playwright: Playwright) -> Browser:
    try:
        return playwright.chromium.launch()
    except Error:
        print("No browser was found. Playwright downloads its own.", flush=True)
        command = [sys.executable, "-m", *DOWNLOAD]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return playwright.chromium.launch()


def _told(error: Error | subprocess.CalledProcessError) -> str:
    """What is worth reading of an error: not the options of the command, and nothing twice."""
    if isinstance(error, Error):
        lines = error.message.partition("Call log:")[0].splitlines()
        return "\n".join(line for line in lines if line and not line.startswith(("<launch", "Browser logs:")))
    return "\n".join(dict.fromkeys(line for line in error.stderr.splitlines() if line.startswith("Error: ")))


def main() -> None:
    """Starts a browser, or says why there is none."""
    with sync_playwright() as playwright:
        try:
            browser = launched(playwright)
        except NoBrowser as error:
            sys.exit(str(error))
        print(f"Chromium {browser.version} starts.")
        browser.close()


if __name__ == "__main__":
    main()
