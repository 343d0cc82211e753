"""Pages: every address answers, every link stays on this server, and what is not there is told."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from safer_communities.server import static
from safer_communities.server.pressing import KeptPages

from tests.conftest import LESSON, LESSON_PAGES, PUBLIC_PAGES, STAFF_PAGES, fetched
from tests.server.conftest import COMPUTING, staff_of

THERE = [page for page in PUBLIC_PAGES if page != "no-such-page"]
NOT_THERE = [
    "no-such-page",
    "y6",
    "y6/99-no-such-lesson",
    "y6/02-risk-detectives/no-such-page",
    "assembly/02-risk-detectives",
    "paper/y6/99-no-such-lesson",
    "parents/y6/99-no-such-lesson",
    "y6/99-no-such-lesson/plan",
    f"{LESSON}?lang=xx",
    f"{LESSON}?view=upside-down",
    "?lang=xx",
    "join?lang=xx",
    "privacy?lang=xx",
    "static/000000000000/no-such-file.css",
    "static/page.css",
    "voila/static/no-such-file.js",
    "lessons/facts.yaml",
    "notebooks/y6/02-risk-detectives.ipynb",
]
ADDRESSES = {"href", "src", "action", "poster", "data", "srcset", "formaction"}
TRACES = re.compile(r"Traceback|File &quot;|\.py&quot;|, line \d+|Error:|Exception", re.IGNORECASE)


class Links(HTMLParser):
    """Every address that a page names, and the language and headings it has."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.language = ""
        self.headings = []
        self._in_heading = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.language = attributes.get("lang")
        self._in_heading = tag == "h1"
        if tag == "use" or "xlink:href" in attributes:
            self.found.append(attributes.get("xlink:href") or attributes.get("href") or "")
        self.found += [value or "" for name, value in attrs if name in ADDRESSES]

    def handle_data(self, data):
        if self._in_heading:
            self.headings.append(data)
            self._in_heading = False


@pytest.mark.parametrize("place", THERE)
def test_every_public_page_answers(server, place):
    status, headers, text = fetched(server.url + place)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert Links(text).headings


@pytest.mark.parametrize("place", STAFF_PAGES)
def test_every_staff_page_answers_to_staff(server, place):
    assert staff_of(server).ask(place)[0] == 200


@pytest.mark.parametrize("place", NOT_THERE)
def test_what_is_not_there_gets_a_kind_page_and_no_trace(server, place):
    status, headers, text = fetched(server.url + place)
    assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert Links(text).headings == ["We looked, but there is no such page here."]
    assert f'href="{urlsplit(server.url).path}"' in text
    assert not TRACES.search(text)


def test_a_kind_page_speaks_the_language_asked_for(server):
    english = fetched(f"{server.url}y6/99-no-such-lesson")[2]
    persian = fetched(f"{server.url}y6/99-no-such-lesson?lang=fa")[2]
    assert (Links(english).language, Links(persian).language) == ("en", "fa")
    assert Links(persian).headings != Links(english).headings
    assert '<body dir="rtl"' in persian


@pytest.mark.parametrize("language", ["en", "fa", "ur", "bn", "ms"])
def test_a_lesson_opens_in_every_language(server, language):
    status, _, text = fetched(f"{server.url}{LESSON}?lang={language}")
    assert status == 200
    assert Links(text).language == language


def test_an_unknown_address_of_the_api_answers_in_json(server):
    status, headers, text = fetched(f"{server.url}api/unknown")
    assert status == 404
    assert headers["Content-Type"].lower() == "application/json; charset=utf-8"
    assert text == '{"error": "We looked, but there is no such page here."}'


def test_a_way_of_asking_that_a_page_does_not_know_is_refused_kindly(server):
    status, _, text = fetched(f"{server.url}privacy", method="DELETE")
    assert status in (403, 405)
    assert len(Links(text).headings) == 1
    assert not TRACES.search(text)


def test_health_says_ready_the_version_and_what_is_warm(server):
    fetched(server.url + LESSON)
    status, headers, text = fetched(f"{server.url}api/health")
    told = json.loads(text)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert set(told) == {"ready", "version", "warm"}
    assert told["ready"] is True
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
    assert f"{LESSON}:en" in told["warm"]


def test_a_lesson_without_a_plan_has_no_page_for_it(computing):
    assert fetched(computing.url + COMPUTING)[0] == 200
    assert fetched(f"{computing.url}{COMPUTING}/plan")[0] == 404
    assert fetched(f"{computing.url}parents/{COMPUTING}")[0] == 404


def test_a_page_that_has_not_changed_is_not_sent_again(server):
    status, headers, _ = fetched(server.url + LESSON)
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    again = fetched(server.url + LESSON, headers={"If-None-Match": headers["ETag"]})
    assert (again[0], again[2]) == (304, "")
    other = fetched(f"{server.url}{LESSON}?view=board", headers={"If-None-Match": headers["ETag"]})
    assert other[0] == 200


def static_of(text):
    return re.search(r'href="([^"]*)page\.css"', text).group(1)


def test_static_files_are_kept_for_good_under_an_address_that_names_their_content(server):
    address = urljoin(server.url, static_of(fetched(server.url)[2]))
    for name, kind in (
        ("page.css", "text/css"),
        ("host.js", "text/javascript"),
        ("common.js", "text/javascript"),
        ("grid/grid.js", "text/javascript"),
        ("house.svg", "image/svg+xml"),
    ):
        status, headers, text = fetched(address + name)
        assert status == 200
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["Content-Type"].startswith(kind)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Set-Cookie"] is None
        assert text


UNPRESS = {"gzip": gzip.decompress, "br": brotli.decompress}


def answered(address, accepts):
    """Return (headers, bytes) as they come to a browser that accepts these encodings."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": accepts})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip;q=0.5", "gzip")],
)
@pytest.mark.parametrize("what", ["a style sheet", "a lesson"])
def test_what_never_changes_is_sent_pressed_as_the_browser_can_read_it(
    server, what, accepts, encoding
):
    sheet = urljoin(server.url, static_of(fetched(server.url)[2])) + "page.css"
    address = sheet if what == "a style sheet" else server.url + LESSON
    plain = fetched(address)[2].encode()
    headers, pressed = answered(address, accepts)
    assert headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in headers["Vary"]
    assert UNPRESS[encoding](pressed) == plain
    assert len(pressed) < len(plain) / 3


def test_a_browser_that_cannot_unpress_gets_the_file_as_it_is(server):
    headers, plain = answered(server.url + LESSON, "identity, br;q=0")
    assert headers["Content-Encoding"] is None
    assert b"Risk detectives" in plain


def test_a_page_is_made_once_for_all_who_open_it_and_again_when_its_content_changes():
    pages, made = KeptPages(), []

    def make():
        made.append("page")
        return f"<p>made {len(made)} times</p>"

    first = pages.page("lesson", ("content",), make)
    assert pages.page("lesson", ("content",), make) is first
    assert pages.page("lesson", ("other content",), make).plain == b"<p>made 2 times</p>"
    assert made == ["page", "page"]


def test_an_address_of_yesterdays_files_serves_todays_and_is_not_kept(server):
    status, headers, _ = fetched(f"{server.url}static/000000000000/page.css")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")


def test_the_address_of_static_files_changes_with_any_of_them(tmp_path, monkeypatch):
    before = static.Static().digest
    shutil.copytree(static.FILES, tmp_path / "static")
    monkeypatch.setattr(static, "FILES", tmp_path / "static")
    assert static.Static().digest == before
    with (tmp_path / "static" / "print.js").open("a") as file:
        file.write("\n")
    assert static.Static().digest != before


def own(server, place):
    """Every address that the page at `place` names, made whole; data and its own places aside."""
    here = server.url + place
    found = Links(staff_of(server).ask(place)[2]).found
    return {urljoin(here, each) for each in found if not each.startswith(("data:", "#"))}


@pytest.mark.parametrize("place", [*PUBLIC_PAGES, *STAFF_PAGES, f"{LESSON}?lang=fa"])
def test_behind_a_prefix_every_link_starts_with_it(prefixed, place):
    found = own(prefixed, place)
    assert found
    assert [each for each in found if not each.startswith(prefixed.url)] == []


@pytest.mark.parametrize("place", THERE)
def test_behind_a_prefix_every_public_page_answers(prefixed, place):
    assert fetched(prefixed.url + place)[0] == 200


def test_a_prefix_without_its_last_slash_leads_to_the_start_page(prefixed):
    status, _, text = fetched(prefixed.url.removesuffix("/"))
    assert (status, text) == fetched(prefixed.url)[::2]


def one_of_each(addresses):
    """Return of the addresses of all lessons, exercises and checks those of one of each.

    The whole unit to take home, which is made when it is asked for, is left to the sweep.
    """
    kinds = {}
    for each in sorted(each for each in addresses if not each.endswith("take-home/y6")):
        kinds.setdefault(re.sub(r"\d\d-[a-z0-9-]+", "", each), each)
    return set(kinds.values())


@pytest.mark.parametrize("of", [one_of_each, pytest.param(set, marks=pytest.mark.sweep)])
def test_behind_a_prefix_every_link_leads_somewhere(prefixed, of):
    visitor = staff_of(prefixed)
    found = of(set().union(*(own(prefixed, page) for page in ("", LESSON, "staff"))))
    assert len(found) > 30
    asked = {each: visitor.ask(each.removeprefix(prefixed.url)) for each in found}
    dead = {each for each, (status, *_) in asked.items() if status != 200}
    # The formgrader is a server of its own on this computer; its address leads over to it.
    formgrader = f"{prefixed.url}staff/formgrader"
    assert dead == {formgrader}
    status, headers, _ = asked[formgrader]
    assert status == 303
    assert headers["Location"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("place", [*PUBLIC_PAGES, *STAFF_PAGES, f"{LESSON}?lang=fa"])
def test_no_page_asks_anything_of_another_host(server, place):
    assert [each for each in own(server, place) if not each.startswith(server.url)] == []


CARRIED = {".js", ".css", ".svg"}
ANOTHER_HOST = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]", re.IGNORECASE)
IN_A_WARNING = "https://github.com/manzt/anywidget/pull/395"
"""What anywidget says in the console to the author of an old module; nothing asks for it."""


def test_no_style_and_no_module_names_another_host():
    folders = (static.FILES, static.ACTIVITIES)
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in CARRIED]
    assert len(files) > 20
    for file in files:
        text = file.read_text(encoding="utf-8").replace(IN_A_WARNING, "")
        assert not ANOTHER_HOST.search(text), file.name


@pytest.mark.parametrize("place", LESSON_PAGES)
def test_what_pupils_and_parents_read_names_no_key_of_a_fact(server, place):
    scripts = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
    text = scripts.sub("", fetched(server.url + place)[2])
    assert re.findall(r"\{[a-z0-9]+(?:-[a-z0-9]+)*\}", text) == []
