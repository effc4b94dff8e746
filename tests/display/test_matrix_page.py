"""The matrix as a page, as Markdown and as a badge; what libraries say and are called stays text in all of them."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from spec import LAWS, Failure, Report, Verdict
from spec.__main__ import main
from spec.display.matrix_page import badge, markdown, page, summary
from spec.reports.file import SCHEMA, Reports, Stated, dump, stated
from spec.reports.grid import Grid
from spec.reports.merge import Matrix, merged
from spec.reports.report import ClaimedOperation, Provenance
from spec.reports.verdict import MEANING, ConfirmedDeviation, Status
from spec.version import VERSION

LAW, OTHER = "striding_is_subsampling", "linear_in_the_input"
PROBLEM = "1x1x3 * 1x1x2 float64 ramp"

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onfocus='alert(1)' autofocus='",
    "</template></dialog><!-- <script>",
    "\x1b[31mred\x1b[0m",
    "\u202etxt.exe\u2066",
    "nul\x00 bell\x07 \u2028 \x85",
    "{{ 7 * 7 }}{% raw %}",
    "| a | b |\n\n# heading `code`",
    "&lt;b&gt; &amp;",
    "__proto__",
]
LONELY = ("\x00", "\x07", "\x1b", "\x85", "\u202e", "\u2066", "\u2028")
"""Characters that cannot be seen, or turn others round."""


class Parsed(HTMLParser):
    """The elements of a page, with their attributes, and the text in each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append([])
        if tag not in ("meta", "link", "input"):
            self._open.append(len(self.texts) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag, f"{tag} ends what it did not begin"

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.texts[number].append(data)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements, each with the names of its attributes."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    def text(self, tag: str, **wanted: str) -> str:
        """The text in the first such element."""
        for (found, attributes), text in zip(self.elements, self.texts, strict=True):
            if found == tag and wanted.items() <= attributes.items():
                return "".join(text)
        raise AssertionError(f"there is no {tag} with {wanted}")

    def island(self) -> Any:
        return json.loads(self.text("script", id="data"))

    def statuses(self) -> dict[str, dict[str, str]]:
        """What the script knows: by row and law."""
        data = self.island()
        laws, words = list(data["laws"]), list(data["meaning"])
        return {
            row: {laws[int(number)]: words[cell[0]] for number, cell in known["verdicts"].items()}
            for row, known in data["rows"].items()
        }


def report(row: str, *verdicts: Verdict, library: str = "numpy", version: str = "2.0", **fields: Any) -> Report:
    claims = {"correlate": ClaimedOperation((1, 2), ("float32",), ("explicit",), (), ("padding", "stride"))}
    made = Provenance("2030-01-01T00:00:00+00:00", "3.12", "Linux x86_64", {library: version}, VERSION)
    return replace(Report(row, "quick", 0, verdicts, claims=claims, made=made), **fields)


def whole(row: str, **differently: Verdict) -> Report:
    return report(row, *(differently.get(law, Verdict(law, "conforms", 63, 0.25)) for law in LAWS))


def failing(status: Status = "breaks", words: str = "1 of 2 elements differ") -> Verdict:
    sides = Grid((1, 1, 2), ("1", "2"), (1,)), Grid((1, 1, 2), ("1", "5"))
    calls = ("correlate(input[1, 1, 3] float64, weight[1, 1, 2] float64)",)
    return Verdict(
        LAW, status, 9, 0.5, failures=(_failure(words, sides=sides, calls=calls, script=f"print({words!r})\n"),)
    )


def _failure(words: str, **fields: Any) -> Failure:
    return Failure(**{"law": LAW, "outcome": "breaks", "problem": PROBLEM, "summary": words} | fields)


def together(*reports: Report, **fields: Any) -> Matrix:
    return merged([Reports(SCHEMA, VERSION, stated(), reports, **fields)])


def hostile(words: str) -> Matrix:
    """A matrix with `words` wherever there is text that is not the specification's own."""
    texts = dict.fromkeys(("problem", "left", "right", "kind", "where", "traceback", "script", "no_script"), words)
    known = ConfirmedDeviation(words, _failure(words, **texts, calls=(words,)))
    verdicts = (failing("breaks", words), Verdict(OTHER, "deviates", 9, known=(known,)))
    verdicts += (Verdict(words, "refuses", 1, summary=words, failures=(known.failure,)),)
    one = report(words, *verdicts, library=words, version=words, precision={words: words}, typed=words, effort=words)
    one = replace(one, claims={words: ClaimedOperation((1,), (words,), (words,), (words,), (words,))})
    one = replace(one, made=Provenance(words, words, words, {words: words}, words))
    file = Reports(SCHEMA, words, {words: Stated(words, words)}, (one,), {f"{words}!": words})
    return merged([file], [f"{words}?"])


def test_the_page_asks_for_no_other_file() -> None:
    for tag, attributes in Parsed(page(together(whole("mine")))).elements:
        assert "src" not in attributes
        assert (attributes.get("href") or "data:").startswith("data:"), tag
    assert "@import" not in page(together(whole("mine")))
    assert "url(" not in page(together(whole("mine")))


def test_the_page_says_its_language_its_title_and_fits_a_phone() -> None:
    parsed = Parsed(page(together(whole("mine"))))
    assert ("html", {"lang": "en"}) in parsed.elements
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in parsed.elements
    assert parsed.text("title") == "corrspec: the matrix"


def test_headings_are_in_order() -> None:
    parsed = Parsed(page(together(report("mine", failing()))))
    levels = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_where_no_program_shows_a_failure_the_page_says_why() -> None:
    unshown = replace(failing().failures[0], script="", no_script="correlate calls < spec.definition")
    shown = page(together(whole("mine", **{LAW: replace(failing(), failures=(unshown,))})))
    assert "<p>No program shows it without corrspec: correlate calls &lt; spec.definition.</p>" in shown


def test_every_verdict_is_in_the_table_and_in_what_the_script_knows() -> None:
    parsed = Parsed(page(together(whole("mine", **{LAW: failing()}), whole("other"))))
    assert list(parsed.island()["laws"]) == list(LAWS)
    assert parsed.statuses() == {
        "mine": {law: "breaks" if law == LAW else "conforms" for law in LAWS},
        "other": dict.fromkeys(LAWS, "conforms"),
    }
    cells = [
        tag for tag, attributes in parsed.elements if tag == "td" and (attributes.get("class") or "").startswith("c")
    ]
    assert len(cells) == 2 * len(LAWS)


@pytest.mark.parametrize("status", MEANING)
def test_every_outcome_is_told_by_a_sign_and_a_word(status: Status) -> None:
    parsed = Parsed(page(together(report("mine", Verdict(LAW, status)))))
    data = parsed.island()
    sign = data["signs"][status]
    assert sign
    assert list(data["signs"].values()).count(sign) == 1
    assert f"{sign} {status}" in parsed.text("dl").replace("\n", " ")


def test_what_was_not_asked_not_claimed_or_not_installed_is_not_shown_as_held() -> None:
    matrix = together(report("mine", Verdict(LAW, "not claimed")), missing={"absent": "no library"})
    html = page(matrix)
    assert 'class="ok"><span' not in html
    parsed = Parsed(html)
    assert "not asked" in parsed.text("tr", **{"data-row": "mine"})
    assert "not installed: no library" in parsed.text("tr", **{"data-row": "absent"})


def test_a_failure_is_shown_with_its_picture_both_sides_the_command_and_the_program() -> None:
    shown = Parsed(page(together(report("mine", failing())))).text("template", id="finding0")
    for part in ("input", "kernel", "left side", "right side", "1 of 2 elements differ", "print(", "correlate(input["):
        assert part in shown
    assert f"replay '{PROBLEM}' --law {LAW} mine" in shown


def test_the_command_names_a_row_as_it_was_typed() -> None:
    html = page(together(report("mine", failing(), typed="lib.adapter:MINE")))
    assert f"--law {LAW} lib.adapter:MINE" in html


def test_every_recorded_difference_is_shown() -> None:
    known = tuple(ConfirmedDeviation(because, _failure("differs")) for because in ("rounds down", "looks away"))
    html = page(together(report("mine", Verdict(LAW, "deviates", 9, known=known))))
    ((*_, findings),) = Parsed(html).island()["rows"]["mine"]["verdicts"].values()
    assert findings == [0, 1]
    assert "rounds down" in html
    assert "looks away" in html


@pytest.mark.parametrize(
    "problem",
    [
        "of another form",
        "1x1x3 * 1x1x2 q7",
        "1x1x99999x99999 * 1x1x2x2",
        "1x1x1 * 1x1x1 p2147483648-0",
        "1x1x1 * 1x1x1 b9999999999",
        "",
    ],
)
def test_a_problem_that_cannot_be_drawn_is_told(problem: str) -> None:
    verdict = replace(failing(), failures=(_failure("differs", problem=problem),))
    shown = Parsed(page(together(report("mine", verdict)))).text("template", id="finding0")
    assert problem in shown


def test_what_is_not_whole_is_loud() -> None:
    matrix = together(report("mine", Verdict(LAW, "conforms")))
    parsed = Parsed(page(matrix))
    assert "mine is partial" in parsed.text("section", **{"class": "loud"})
    assert markdown(matrix).startswith("> **Not whole:** mine is partial")
    assert "loud" not in [attributes.get("class") for _, attributes in Parsed(page(together(whole("mine")))).elements]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_libraries_say_is_text(words: str) -> None:
    # The same page with a harmless word has the same elements and attributes.
    assert Parsed(page(hostile(words))).shape() == Parsed(page(hostile("harmless"))).shape()


@pytest.mark.parametrize("words", HOSTILE)
def test_what_the_script_knows_cannot_end_its_element(words: str) -> None:
    island = re.search(r'<script type="application/json" id="data">(.*?)</script>', page(hostile(words)), re.S)
    assert island
    assert "<" not in island[1]
    assert len(json.loads(island[1])["rows"]) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_the_table_and_the_script_call_a_row_the_same(words: str) -> None:
    parsed = Parsed(page(hostile(words)))
    named = [attributes["data-row"] for tag, attributes in parsed.elements if tag == "tr" and "data-row" in attributes]
    assert list(parsed.island()["rows"]) == named[:1]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_cannot_be_seen_is_shown(words: str) -> None:
    matrix = hostile(words)
    assert not [character for character in LONELY if character in page(matrix) + markdown(matrix)]


def test_markdown_has_a_line_for_every_row_and_a_cell_for_every_chapter() -> None:
    chapters = len({law.chapter for law in LAWS.values()})
    matrix = together(whole("mine", **{LAW: failing()}), whole("other"), missing={"absent": "no library"})
    lines = markdown(matrix).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + 3
    assert {line.count("|") for line in table} == {chapters + 2}
    assert summary(matrix) in lines
    assert "✗1" in next(line for line in table if "mine" in line)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_is_said_breaks_the_table_of_markdown(words: str) -> None:
    text = markdown(hostile(words))
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert len(table) == 4
    assert "<" not in text
    assert not [line for line in text.splitlines() if line.startswith("#")]


@pytest.mark.parametrize(
    ("matrix", "text", "colour"),
    [
        (together(whole("mine")), f"{len(LAWS)} hold", "#1d6f42"),
        (together(whole("mine"), whole("other", **{LAW: failing()})), "1 broken", "#b3261e"),
        (together(report("mine", Verdict(LAW, "conforms"))), "1 hold", "#7a5d00"),
        (together(), "0 hold", "#7a5d00"),
    ],
)
def test_the_badge_says_what_holds_or_is_broken(matrix: Matrix, text: str, colour: str) -> None:
    picture = ElementTree.fromstring(badge(matrix))
    assert picture.get("aria-label") == f"corrspec: {text}"
    assert colour in badge(matrix)


def test_a_large_matrix_weighs_less_than_a_megabyte() -> None:
    program = "print('a line of the program that shows it', np.zeros((3, 3)))\n" * 90
    found = failing().failures[0]
    known = (ConfirmedDeviation("rounds to even", replace(found, script=program)),)
    rows = [whole(f"a_row_with_a_long_name_{number}") for number in range(29)]
    few = {law: Verdict(law, "deviates", 9, 0.5, known=known) for law in islice(LAWS, 25)}
    rows[:3] = [whole(f"another_row_{number}", **few) for number in range(3)]
    assert len(page(together(*rows)).encode()) < 2**20


def written(folder: Path, *reports: Report, name: str = "one.json") -> str:
    (folder / name).write_text(dump(reports))
    return str(folder / name)


def test_report_writes_all_four_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, whole("mine", **{LAW: failing()}))
    assert main(["report", file, "--out", str(tmp_path / "deep" / "out")]) == 0
    found = sorted(path.name for path in (tmp_path / "deep" / "out").iterdir())
    assert found == ["badge.svg", "index.html", "matrix.json", "matrix.md"]
    captured = capsys.readouterr()
    assert "1 breaks" in captured.out
    assert captured.err == ""


def test_report_writes_what_it_reads(tmp_path: Path) -> None:
    one, other = written(tmp_path, whole("mine")), written(tmp_path, whole("other"), name="two.json")
    assert main(["report", one, other, "--out", str(tmp_path / "out")]) == 0
    assert main(["report", str(tmp_path / "out" / "matrix.json"), "--out", str(tmp_path / "again")]) == 0
    for name in ("index.html", "matrix.md", "badge.svg", "matrix.json"):
        assert (tmp_path / "again" / name).read_text() == (tmp_path / "out" / name).read_text()


def test_report_says_what_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "impls").mkdir()
    for row in ("mine", "other"):
        (tmp_path / "impls" / f"{row}.py").touch()
    (tmp_path / "reports").mkdir()
    written(tmp_path / "reports", report("mine", Verdict(LAW, "conforms")))
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 0
    said = capsys.readouterr().err
    assert f"mine is partial: 1 of {len(LAWS)} laws" in said
    assert "there is no report on other" in said
    assert (tmp_path / "site" / "matrix" / "index.html").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        ("", "is no file of reports, as `check --json` writes it"),
        (
            '{"schema": 99}',
            f"has the schema 99, and this corrspec knows {SCHEMA}: read it with the corrspec that wrote",
        ),
        (dump([]).replace('"reports"', '"report"'), "missing required field `reports`"),
    ],
)
def test_an_unusable_file_is_named_in_one_line(
    text: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = written(tmp_path, whole("mine")), tmp_path / "bad.json"
    if text is not None:
        bad.write_text(text)
    assert main(["report", good, str(bad), "--out", str(tmp_path / "out")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"{bad} " in said
    assert words in said
    assert not (tmp_path / "out").exists()


def test_where_there_are_no_reports_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "there are no reports in reports/; make one: python -m spec check IMPL --json FILE" in said


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file")
    assert main(["report", written(tmp_path, whole("mine")), "--out", str(tmp_path / "out")]) == 2
    assert "out" in capsys.readouterr().err


def test_check_leaves_a_report_that_report_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.json"
    assert main(["check", "im2col", "--law", OTHER, "--json", str(file)]) == 0
    assert main(["report", str(file), "--out", str(tmp_path / "out")]) == 0
    assert "im2col is partial: 1 of" in capsys.readouterr().err


def test_a_row_that_is_not_installed_is_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "impls").mkdir()
    (tmp_path / "impls" / "__init__.py").touch()
    (tmp_path / "impls" / "absent_row.py").write_text("import no_such_library")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--json", "one.json"]) == 0
    assert main(["report", "one.json", "--out", "out"]) == 0
    assert "absent_row could not be imported: absent_row needs no_such_library" in capsys.readouterr().err
    assert "absent_row" in (tmp_path / "out" / "matrix.md").read_text()
