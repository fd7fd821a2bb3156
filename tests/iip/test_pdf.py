"""PDFs: everybody can read them, nothing typed breaks them, and they fetch nothing."""

import http.server
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest
import weasyprint
from django.template import engines
from pikepdf import Array, Dictionary, Name

from iip import typesetter
from iip.lean_weasyprint import Page
from iip.pdf import render_pdf
from iip.typesetter import NotMade, make_pdf
from iip.typesetting import typeset
from tests import pdf_structure
from tests.pdf_structure import elements_of, problems, roles_of
from tests.pdf_text import runs_of, text_of

A4 = (595, 842)
ASLEEP = 120  # seconds
ROWS = "".join(f'<tr><th scope="row">ORG-A1.a-{i:02}</th><td class="numeric">£{i},000</td></tr>' for i in range(120))
FULL = f"""<!doctype html><html lang="en-GB"><head><title>Other title</title></head>
<body data-council="Tarnside" data-marking="OFFICIAL-SENSITIVE" data-code="K7TM" data-note="3">
<h1>Plan</h1><p class="lead">Read <a href="https://www.gov.uk/">the guidance</a> and
<a href="#costs">the costs</a>.</p>
<ul><li>People<ul><li>Training</li></ul></li><li>Process</li></ul><ol><li>First</li></ol>
<h2>Progress</h2><figure><svg role="img" width="200" height="40" viewBox="0 0 200 40">
<title>Progress</title><desc>Of 60 recommendations 24 are done.</desc>
<rect width="80" height="20" fill="#0f7a52"/><text x="0" y="38">40%</text></svg>
<figcaption>Figure 1</figcaption></figure>
<h2 id="costs">Costs</h2><table><caption>One-off capital</caption>
<thead><tr><th scope="col">Ref</th><th scope="col" class="numeric">Amount</th></tr></thead>
<tbody>{ROWS}</tbody></table>
<section class="wide"><h2>Roadmap</h2><table><thead><tr><th scope="col">Quarter</th></tr></thead>
<tbody><tr><td><span class="tag tag--high">High</span></td></tr></tbody></table></section>
<p>Upright again</p></body></html>"""


@pytest.fixture(scope="module")
def full() -> bytes:
    return make_pdf(FULL, title="The plan of Tarnside")


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def page_of(body: str) -> str:
    return f'<!doctype html><html lang="en-GB"><title>T</title><body><h1>T</h1>{body}</body></html>'


# Everybody can read it


def test_a_full_document_is_pdf_ua_1(full: bytes) -> None:
    assert problems(full) == []
    assert len(opened(full).pages) >= 4


def test_title_and_language_are_those_asked_for() -> None:
    pdf = opened(make_pdf(page_of("<p>Cynllun</p>"), title="Cynllun <1> & ŵ", language="cy"))
    assert str(pdf.Root.Lang) == "cy"
    assert str(pdf.docinfo["/Title"]) == "Cynllun <1> & ŵ"
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Cynllun <1> & ŵ"


def test_headings_lists_tables_and_links_are_what_they_are(full: bytes) -> None:
    roles = roles_of(full)
    assert [role for role in roles if role in ("H1", "H2")] == ["H1", "H2", "H2", "H2"]
    assert {"L", "LI", "LBody", "Caption", "TH", "TD", "Link", "Figure"} <= set(roles)


def test_column_and_row_headers_have_their_scope(full: bytes) -> None:
    pdf = opened(full)
    headers = [e.node.A.Scope for e in elements_of(pdf) if e.role == "TH"]
    assert headers.count(Name.Row) == 120
    # Two in the first table, repeated on each page it runs to, and one in the second.
    assert headers.count(Name.Column) >= 2 * 3 + 1


def test_a_figure_speaks_its_title_and_description(full: bytes) -> None:
    pdf = opened(full)
    said = [str(e.node.Alt) for e in elements_of(pdf) if e.role == "Figure"]
    assert said == ["Progress. Of 60 recommendations 24 are done."]


def test_running_headers_and_footers_are_on_each_page_and_read_aloud_on_none(full: bytes) -> None:
    pages = len(opened(full).pages)
    for said in ("OFFICIAL-SENSITIVE", "Tarnside", "K7TM", f"Page {pages} of {pages}"):
        assert said in text_of(full, furniture=True)
        assert said not in text_of(full)
    marked = [run.page for run in runs_of(full) if run.text == "OFFICIAL-SENSITIVE"]
    assert marked == sorted([*range(1, pages + 1)] * 2)


def test_bookmarks_follow_the_headings(full: bytes) -> None:
    with opened(full).open_outline() as outline:
        (plan,) = outline.root
        assert plan.title == "Plan"
        assert [child.title for child in plan.children] == ["Progress", "Costs", "Roadmap"]


def test_a_wide_section_turns_its_pages_to_landscape(full: bytes) -> None:
    sizes = [tuple(round(float(n)) for n in page.mediabox[2:]) for page in opened(full).pages]
    assert sizes[0] == sizes[-1] == A4
    assert sizes[-2] == A4[::-1]


def test_the_stylesheet_and_a_full_document_give_weasyprint_nothing_to_warn_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    typeset(FULL, title="T", language="en-GB")
    assert caplog.messages == []
    typeset(page_of('<p style="colour: red">x</p>'), title="T", language="en-GB")
    assert len(caplog.messages) == 1


def styles_beside(selectors: list[Any]) -> list[str]:
    """What these selectors of WeasyPrint give a style to beside an element itself: its marker, its notes."""
    return [beside for _, _, _, beside, _ in selectors if beside]


def test_no_element_gets_styles_for_notes_and_markers_that_it_does_not_have() -> None:
    (theirs,) = weasyprint.HTML(string="<p>x")._ua_stylesheets()
    (ours,) = Page(string="<p>x")._ua_stylesheets()
    assert len(styles_beside(theirs.matcher.other_selectors)) == 6  # else there is nothing to leave out any more
    assert styles_beside(ours.matcher.other_selectors) == []
    assert styles_beside(ours.matcher.lower_local_name_selectors["li"]) == ["marker"]


def test_the_words_of_a_chart_are_set_whole_as_their_script_asks_for() -> None:
    drawing = '<svg width="200" height="20"><title>T</title><text x="5" y="15">Fair تقييم</text></svg>'
    runs = [run.text for run in runs_of(make_pdf(page_of(drawing), title="T")) if not run.furniture]
    assert len(runs) == 2  # the heading and the chart's words
    assert runs[1].startswith("Fair ")


def test_each_tag_stands_on_its_own_page() -> None:
    """What names the pages to the tags is ours, so they are compared with where their content is."""
    pdf = opened(make_pdf(page_of("".join(f"<p>Line {n}</p>" for n in range(120))), title="T"))
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert len(pdf.pages) > 2
    for page in pdf.pages:
        tagged = [element for element in owners[int(page.StructParents)] if isinstance(element, Dictionary)]
        assert tagged
        assert {element.Pg.objgen for element in tagged} == {page.objgen}


def test_no_row_of_a_table_stands_alone_on_the_next_page() -> None:
    def on_the_last_page(rows: int) -> int:
        cells = "".join(f"<tr><th scope='row'>Row {n}</th><td>x</td></tr>" for n in range(rows))
        head = "<thead><tr><th scope='col'>Name</th><th scope='col'>Said</th></tr></thead>"
        runs = runs_of(make_pdf(f"<table>{head}<tbody>{cells}</tbody></table>", title="Rows"))
        last = max(run.page for run in runs)
        return sum(run.text.startswith("Row") and run.page == last for run in runs)

    standing = [on_the_last_page(rows) for rows in range(36, 50)]
    assert min(standing) == 2  # so one length at least came upon the end of a page


# Nothing typed breaks it

HOSTILE = [
    '<img src="http://127.0.0.1:{port}/a">',
    "url(file:///etc/passwd)",
    '<style>@import "http://127.0.0.1:{port}/b.css";</style>',
    '<link rel=attachment href="file:///etc/passwd">',
    '"><script>alert(1)</script>',
    "</td></tr></table><h1>Signed off</h1>",
    "'; } @page { size: 1px } {",
    "\\22 } body { display: none }",
    "{{ settings.SECRET_KEY }} {% debug %}",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_arrive_as_text(typed: str) -> None:
    template = engines["django"].from_string(
        '{% extends "pdf/base.html" %}{% block content %}<table><tbody><tr><th scope="row">{{ x }}'
        "</th><td>{{ x }}</td></tr></tbody></table>{% endblock %}"
    )
    html = template.render({"x": typed, "title": typed, "council": typed, "document_code": typed})
    data = make_pdf(html, title=typed)
    assert problems(data) == []
    squeezed = "".join(text_of(data, furniture=True).split())
    assert squeezed.count("".join(typed.split())) == 5  # heading, two cells, two in the header
    assert roles_of(data).count("H1") == 1


@pytest.mark.parametrize("typed", ["A" * 5_000, "a\u00a0" * 2_500, "😀" * 300, "ي" * 3_000])
def test_words_without_end_stay_inside_the_page(typed: str) -> None:
    row = f'<tr><th scope="row">{typed}</th><td class="typed">{typed}</td></tr>'
    body = f"<p>{typed}</p><div class='card'><table><tbody>{row}</tbody></table></div>"
    runs = runs_of(make_pdf(page_of(body), title="T"))
    assert len({run.page for run in runs}) > 1 or len(typed) < 1_000
    assert min(run.left for run in runs) >= 51
    # 544 is the edge of the text; the last letter of a joined script may hang over it a little.
    assert max(run.right for run in runs) <= 549


def test_line_breaks_typed_are_kept() -> None:
    data = make_pdf(page_of('<p class="typed">one\ntwo</p>'), title="T")
    assert [run.text for run in runs_of(data) if not run.furniture][1:] == ["one", "two"]


def test_a_row_longer_than_a_page_starts_under_its_heading() -> None:
    row = f'<tr><th scope="row">Reason</th><td class="typed">{"Long. " * 2_000}</td></tr>'
    card = f'<h2>Card</h2><table class="summary"><caption>C</caption><tbody>{row}</tbody></table>'
    runs = runs_of(make_pdf(page_of(f'<section class="card">{card}</section>'), title="T"))
    begins = {run.page for run in runs if run.text in ("Card", "C", "Reason")}
    says = {run.page for run in runs if run.text.startswith("Long.")}
    assert begins == {min(says)}
    assert len(says) > 1


# It fetches nothing


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A web server of ours, and the addresses that were asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


def asking(url: str) -> str:
    """Every way of asking for something else that a document has, were it to get in unescaped."""
    return f"""<!doctype html><html lang="en-GB"><head><title>T</title><base href="{url}/base/">
<link rel="stylesheet" href="{url}/1"><link rel="attachment" href="{url}/2" title="stolen">
<style>@import "{url}/3"; @font-face {{ font-family: f; src: url({url}/4) }}
h1 {{ background: url({url}/5); list-style-image: url({url}/6); font-family: f }}
h1::after {{ content: url({url}/7) }} p {{ border-image-source: url({url}/8) }}
@page {{ background: url({url}/9); @top-center {{ content: url({url}/10) }} }}</style></head><body>
<h1>T</h1><p>Kept</p><img src="{url}/11" alt="x"><embed src="{url}/12">
<object data="{url}/13"></object><a rel="attachment" href="{url}/14">a</a><iframe src="{url}/15">
</iframe><svg width="9" height="9"><title>s</title><style>@import "{url}/16";</style>
<image href="{url}/17" width="9" height="9"/><use href="{url}/18#a"/></svg></body></html>"""


def test_a_document_that_asks_for_the_network_gets_nothing(
    listener: tuple[int, list[str]],
) -> None:
    port, asked = listener
    data = make_pdf(asking(f"http://127.0.0.1:{port}"), title="T")
    assert asked == []
    assert "Kept" in text_of(data)
    assert "Something is attached." not in problems(data)


def test_a_document_that_asks_for_files_gets_nothing(tmp_path: Path) -> None:
    for number in range(1, 19):
        secret = b"h1 { content: 'canary' }"
        (tmp_path / str(number)).write_bytes(secret)
    data = make_pdf(asking(tmp_path.as_uri()), title="T")
    assert "Something is attached." not in problems(data)
    assert "canary" not in text_of(data, furniture=True)
    assert b"canary" not in b"".join(streams_of(data))


def test_a_document_that_brings_its_own_data_gets_nothing_of_it() -> None:
    body = '<a rel="attachment" href="data:text/plain,canary">a</a>'
    body += '<link rel="attachment" href="data:text/plain,canary">'
    data = make_pdf(page_of(body), title="T")
    assert "Something is attached." not in problems(data)
    assert b"canary" not in b"".join(streams_of(data))


def streams_of(data: bytes) -> Iterator[bytes]:
    for item in opened(data).objects:
        if isinstance(item, pikepdf.Stream):
            yield item.read_bytes()


# It is made in a process of its own


def made_elsewhere(html: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that makes a PDF of an expression, and what it and the typesetter's process say."""
    said = f"from iip.typesetter import make_pdf; print(len(make_pdf({html}, title='T')))"
    return subprocess.run(
        [sys.executable, "-c", said], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_what_the_document_says_reaches_no_log() -> None:
    asking = '<img src="https://example.com/secret" alt="x"><p style="colour: secret">x'
    done = made_elsewhere(f"{asking!r}")
    assert int(done.stdout) > 1000
    assert done.stderr == ""


def test_the_process_holds_nothing_of_the_service() -> None:
    said = (
        "import sys; import iip.typesetting, iip.typesetter; print([m for m in sys.modules if m.startswith('django')])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_goes_wrong_is_said_by_its_place_and_not_in_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotMade):
        make_pdf(cast("str", ["a weakness"]), title="T")
    (said,) = caplog.messages
    assert "iip/typesetting.py" in said
    assert said.endswith("Error")
    assert "weakness" not in said


def test_a_process_that_is_killed_leaves_no_pdf_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "_answer", killed)
    with pytest.raises(NotMade, match="its process ended before it was done"):
        make_pdf("<p>x", title="T")
    monkeypatch.undo()
    assert make_pdf("<p>x", title="T").startswith(b"%PDF")


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "LONGEST", 0.1)
    monkeypatch.setattr(typesetter, "_answer", asleep)
    began = time.monotonic()
    with pytest.raises(NotMade, match="it took longer than"):
        make_pdf("<p>x", title="T")
    assert time.monotonic() - began < ASLEEP / 2


def test_where_the_typesetter_cannot_start_it_says_what_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')")
    done = made_elsewhere("'<p>x'", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "NotMade: its process ended before it was done, or did not start; Pango may be missing." in done.stderr


def killed(asked: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def asleep(asked: object) -> None:
    time.sleep(ASLEEP)


# Fonts and templates


def test_without_a_single_font_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    done = made_elsewhere("'<p>x'", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 1
    assert "NotMade: No font is installed: install fonts-liberation." in done.stderr


def test_a_template_becomes_a_pdf_with_its_furniture() -> None:
    council = "Bournemouth, Christchurch & Poole <Council>"
    data = render_pdf(
        "pdf/base.html",
        {"title": "Plan & report", "council": council, "document_code": "K7TM", "note": "Draft"},
    )
    assert problems(data) == []
    assert text_of(data) == "Plan & report"
    said = text_of(data, furniture=True)
    assert [part in said for part in (council, "K7TM", "Draft")] == [True] * 3
    assert said.count("OFFICIAL-SENSITIVE") == 2


# The checker can fail


def first(pdf: pikepdf.Pdf, role: str) -> pikepdf.Object:
    return next(e.node for e in elements_of(pdf) if e.role == role)


def paint_untagged(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 9 9 re f", prepend=True)


def orphan_content(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][0] = None


def drop_xmp(name: str) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as metadata:
            del metadata[name]

    return spoil


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def strip(*keys: str) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            for key in keys:
                if isinstance(item, Dictionary) and key in item:
                    del item[key]

    return spoil


def first_link(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].Annots[0]


FAULTS: list[tuple[Callable[[pikepdf.Pdf], object], str]] = [
    (lambda p: p.Root.__delitem__("/StructTreeRoot"), "The document has no structure tree."),
    (lambda p: p.Root.__delitem__("/MarkInfo"), "The document does not say that it is tagged."),
    (lambda p: p.Root.__delitem__("/Lang"), "The document has no language."),
    (
        lambda p: p.Root.__delitem__("/ViewerPreferences"),
        "The window would show the file's name, not the title.",
    ),
    (drop_xmp("pdfuaid:part"), "The metadata does not say PDF/UA-1."),
    (drop_xmp("dc:title"), "The metadata has no title."),
    (lambda p: setattr(first(p, "P"), "S", Name.Paragraph), "Paragraph is no standard role."),
    (lambda p: setattr(first(p, "TR"), "S", Name.Div), "TH stands in Div."),
    (lambda p: setattr(first(p, "L"), "S", Name.Div), "LI stands in Div."),
    (lambda p: first(p, "Figure").__delitem__("/Alt"), "A figure has no alternative text."),
    (lambda p: first(p, "TH").A.__delitem__("/Scope"), "A table header has no scope."),
    (lambda p: setattr(first(p, "TD").A, "Headers", Array()), "A table cell has no header."),
    (
        lambda p: setattr(first(p, "TD").A, "Headers", Array([pikepdf.String("?")])),
        "A table cell names a header that is not there.",
    ),
    (
        lambda p: p.Root.StructTreeRoot.__delitem__("/IDTree"),
        "The index of identifiers does not list the table headers.",
    ),
    (lambda p: setattr(first(p, "H2"), "S", Name.H3), "The headings skip from level 1 to 3."),
    (paint_untagged, "Something is painted that is neither tagged nor an artifact."),
    (orphan_content, "Tagged content belongs to no element of the tree."),
    (lambda p: p.pages[0].obj.__delitem__("/Tabs"), "A page's tab order does not follow the structure."),
    (lambda p: first_link(p).__delitem__("/Contents"), "A link has no description."),
    (lambda p: setattr(first(p, "Link"), "K", Array()), "A link is not in the structure tree."),
    (strip("/FontFile2", "/FontFile3"), "A font is not embedded."),
    (strip("/ToUnicode"), "A font does not say which characters its glyphs are."),
    (attach, "Something is attached."),
]


@pytest.mark.parametrize(("spoil", "problem"), FAULTS, ids=[problem for _, problem in FAULTS])
def test_the_checker_finds(full: bytes, spoil: Callable[[pikepdf.Pdf], object], problem: str) -> None:
    with opened(full) as pdf:
        spoil(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert problem in problems(out.getvalue())


def test_every_rule_of_the_checker_is_seen_to_fail() -> None:
    source = Path(pdf_structure.__file__).read_text(encoding="utf-8")
    rules = source.count('yield f"') + source.count('yield "') + source.count('return ["')
    assert rules == len(FAULTS) - 1  # two of the faults are of one rule: who may stand in whom
