"""What is closed. Each attempt is made, and made on a stock Voila where it succeeds there."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from urllib.parse import quote, urlsplit

import pytest
import websocket

from tests.conftest import LESSON, PUBLIC_PAGES, STAFF_PAGES, fetched, running, waited_for
from tests.server.conftest import COMPUTING, Visitor, channels, kernels_of, staff_of

SCRIPT = '"><script>'
ASKED_SCRIPT = "%22%3E%3Cscript%3E"
FOREIGN = {"Host": "evil.example"}


def key_of(server):
    return server.staff_url.split("key=")[1]


# -- the staff's door


@pytest.mark.parametrize("place", STAFF_PAGES)
def test_a_staff_page_is_closed_without_the_cookie(server, place):
    status, _, text = fetched(server.url + place)
    assert status == 403
    assert "This page is for the teacher or facilitator on this computer." in text


def test_the_key_is_exchanged_once_for_a_cookie_and_leaves_the_address(server):
    visitor = Visitor(server.url)
    status, headers, _ = visitor.ask(f"staff?key={key_of(server)}")
    assert status == 303
    assert headers["Location"] == "/staff"
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("sc-staff=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "expires" not in cookie.lower()
    assert key_of(server) not in cookie
    assert visitor.ask("staff")[0] == 200


def test_the_staff_address_that_the_browser_is_opened_at_leads_to_the_start_page(server):
    headers = Visitor(server.url).ask(f"staff?key={key_of(server)}&next=start")[1]
    assert headers["Location"] == "/"


def test_no_page_shows_the_staff_key(server):
    visitor = staff_of(server)
    for place in (*PUBLIC_PAGES, *STAFF_PAGES):
        assert key_of(server) not in visitor.ask(place)[2]


@pytest.mark.parametrize("key", ["", "wrong", "0" * 32, "%00", "é"])
def test_a_wrong_key_opens_nothing(server, key):
    visitor = Visitor(server.url)
    status, headers, _ = visitor.ask(f"staff?key={quote(key, safe='%')}")
    assert (status, headers["Location"], visitor.cookies) == (403, None, {})
    assert visitor.ask("staff")[0] == 403


def test_a_forged_cookie_opens_nothing(server):
    real = staff_of(server).cookies["sc-staff"]
    forged = [
        "1",
        key_of(server),
        real[:-1] + ("0" if real[-1] != "0" else "1"),
        real.replace("8:sc-staff", "8:sc-visit"),
    ]
    for value in forged:
        status, _, _ = fetched(f"{server.url}staff", headers={"Cookie": f'sc-staff="{value}"'})
        assert status == 403, value


def test_the_cookie_of_a_visit_does_not_pass_for_one_of_staff(computing):
    visitor = Visitor(computing.url)
    visitor.ask(COMPUTING)
    visit = visitor.cookies["sc-visit"]
    assert fetched(f"{computing.url}staff", headers={"Cookie": f"sc-staff={visit}"})[0] == 403


def test_a_key_holds_for_one_start_only(server, computing):
    assert key_of(server) != key_of(computing)
    assert fetched(f"{computing.url}staff?key={key_of(server)}")[0] == 403
    cookie = {"Cookie": staff_of(server).header}
    assert fetched(f"{server.url}staff", headers=cookie)[0] == 200
    assert fetched(f"{computing.url}staff", headers=cookie)[0] == 403


# -- hosts and headers


def policy_of(headers):
    """Return the Content-Security-Policy, part by part."""
    parts = headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.mark.parametrize(
    "place", ["", LESSON, "staff", "api/health", "api/unknown", "no-such-page", "privacy"]
)
def test_another_host_name_is_refused(server, place):
    assert fetched(server.url + place)[0] != 400
    assert fetched(server.url + place, headers=FOREIGN)[0] == 400


@pytest.mark.parametrize(
    "place", ["static/000000000000/page.css", "static/000000000000/widgets.js", "api/kernels"]
)
def test_another_host_name_gets_no_file_and_no_kernel(server, place):
    assert fetched(server.url + place, headers=FOREIGN)[0] == 400


def test_a_stock_voila_answers_to_another_host_name(stock):
    assert fetched(f"{stock}voila/tree", headers=FOREIGN)[0] == 200


@pytest.mark.parametrize(
    "place", [*PUBLIC_PAGES, *STAFF_PAGES, "api/health", "api/unknown", "static/000000000000/x"]
)
def test_every_answer_limits_what_its_page_may_load_and_who_may_frame_it(server, place):
    headers = fetched(server.url + place)[1]
    policy = policy_of(headers)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Server"] is None


@pytest.mark.parametrize("place", STAFF_PAGES)
def test_a_staff_page_limits_it_too_and_is_not_stored(server, place):
    headers = staff_of(server).ask(place)[1]
    policy = policy_of(headers)
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert policy["frame-ancestors"] == "'none'"
    assert headers["Cache-Control"] == "no-store"


def test_a_lesson_may_be_framed_by_our_own_pages_for_staff_alone(server):
    headers = staff_of(server).ask(LESSON)[1]
    assert policy_of(headers)["frame-ancestors"] == "'self'"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_page_with_plain_widgets_still_asks_nothing_of_another_host(computing):
    policy = fetched(computing.url + COMPUTING)[1]["Content-Security-Policy"]
    sources = {word for part in policy.split(";") for word in part.split()[1:]}
    assert sources <= {"'none'", "'self'", "'unsafe-inline'", "blob:", "data:"}


def test_a_page_with_plain_widgets_runs_no_script_that_stands_in_it(computing):
    policy = policy_of(fetched(computing.url + COMPUTING)[1])
    assert policy["script-src"] == "'self' blob:"
    assert policy["connect-src"] == "'self'"


def test_a_visitor_of_a_page_without_kernels_gets_no_cookie(server):
    visitor = Visitor(server.url)
    for place in PUBLIC_PAGES:
        if not place.startswith("join"):
            visitor.ask(place)
    assert visitor.cookies == {}


def test_the_page_where_a_code_is_typed_gives_no_cookie_but_the_token_it_sends(server):
    visitor = Visitor(server.url)
    visitor.ask("join")
    assert set(visitor.cookies) == {"_xsrf"}
    assert [cookie.expires for cookie in visitor.jar] == [None]


def test_a_visitor_who_computes_gets_cookies_that_end_with_the_browser(computing):
    visitor = Visitor(computing.url)
    visitor.ask(COMPUTING)
    assert set(visitor.cookies) == {"sc-visit", "_xsrf"}
    assert [cookie.expires for cookie in visitor.jar] == [None, None]
    visit = next(cookie for cookie in visitor.jar if cookie.name == "sc-visit")
    assert visit.has_nonstandard_attr("HttpOnly")
    assert visit.get_nonstandard_attr("SameSite") == "Lax"


# -- what is asked for is not said back


@pytest.mark.parametrize("name", ["theme", "lang", "view", "template", "nonsense", "next"])
@pytest.mark.parametrize("place", ["", LESSON, "join", "no-such-page", "staff"])
def test_a_script_in_the_address_is_not_said_back(server, place, name):
    text = fetched(f"{server.url}{place}?{name}={ASKED_SCRIPT}")[2]
    assert SCRIPT not in text


@pytest.mark.parametrize("place", [f"join/{ASKED_SCRIPT}", f"y6/{ASKED_SCRIPT}", ASKED_SCRIPT])
def test_a_script_in_the_path_is_not_said_back(server, place):
    assert SCRIPT not in fetched(server.url + place)[2]


def test_a_script_as_the_theme_comes_back_from_a_stock_voila(stock):
    text = fetched(f"{stock}voila/render/90-kernel-parts.ipynb?theme={ASKED_SCRIPT}")[2]
    assert SCRIPT in text


# -- Voila's own addresses

OPEN_AT_STOCK = {
    "voila/tree": 200,
    "voila/api/contents": 200,
    "voila/render/90-kernel-parts.ipynb": 200,
}
CLOSED = [
    *OPEN_AT_STOCK,
    "voila/static/voila.js",
    "voila/labextensions/anywidget/package.json",
    "voila/api/themes/@jupyterlab/theme-light-extension/index.css",
    "voila/files/90-kernel-parts.ipynb",
    "voila/render/y6/02-risk-detectives.ipynb",
    "voila",
    "login",
    "logout",
    "tree",
    "lab",
    "files/start.py",
    "api/contents",
    "api/sessions",
    "api/kernelspecs",
    "api/terminals",
    "nbextensions/x.js",
]


@pytest.mark.parametrize("place", CLOSED)
def test_an_address_of_voilas_own_is_not_there(server, place):
    assert fetched(server.url + place)[0] == 404


@pytest.mark.parametrize("place", OPEN_AT_STOCK)
def test_a_stock_voila_has_that_address(stock, place):
    assert fetched(stock + place)[0] == OPEN_AT_STOCK[place]


def test_a_stock_voila_lists_its_notebooks_to_anybody(stock):
    assert "90-kernel-parts.ipynb" in fetched(f"{stock}voila/api/contents")[2]


def test_kernels_cannot_be_listed(computing):
    status, _, text = fetched(f"{computing.url}api/kernels")
    assert (status, "error" in json.loads(text)) == (405, True)


TRAVERSALS = [
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "....//....//....//etc/passwd",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "%00/etc/passwd",
]


def raw(server, path):
    """GET a path exactly as it is written: no client tidies the dots away."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("asked", TRAVERSALS)
@pytest.mark.parametrize(
    "root",
    [
        "/static/000000000000/",
        "/voila/static/",
        "/voila/api/",
        "/y6/02-risk-detectives/",
        "/join/",
        "/",
    ],
)
def test_no_address_leads_out_of_the_files_served(server, root, asked):
    status, text = raw(server, root + asked)
    assert "root:" not in text
    assert status in (400, 404) or (root == "/join/" and status == 200)
    assert "Traceback" not in text


# -- kernels


@pytest.fixture(scope="module")
def owner(computing):
    """A visitor who has a kernel: (visitor, its id)."""
    visitor = Visitor(computing.url)
    visitor.ask(COMPUTING)
    status, _, text = visitor.ask_for_kernel()
    assert status == 200
    return visitor, json.loads(text)["kernel"]


@pytest.fixture
def other(computing):
    """Another visitor, with a visit and a token of their own."""
    visitor = Visitor(computing.url)
    visitor.ask(COMPUTING)
    return visitor


def refusal(url, kernel, **how):
    """Return the status with which a websocket is refused."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        channels(url, kernel, **how)
    return refused.value.status_code


ATTEMPTS = [
    ("GET", "api/kernels/{}"),
    ("DELETE", "api/kernels/{}"),
    ("POST", "voila/api/shutdown/{}"),
]


@pytest.mark.parametrize(("method", "place"), ATTEMPTS)
def test_nobody_else_reads_or_ends_a_visits_kernel(owner, other, method, place):
    visitor, kernel = owner
    status, _, _ = other.ask(place.format(kernel), method=method)
    assert status == 404
    assert visitor.ask(f"api/kernels/{kernel}")[0] == 200


@pytest.mark.parametrize(("method", "place"), ATTEMPTS)
def test_a_kernel_that_is_nobodys_answers_as_one_of_somebody_else(other, method, place):
    unknown = "00000000-0000-0000-0000-000000000000"
    assert other.ask(place.format(unknown), method=method)[0] == 404


def test_nobody_else_opens_the_websocket_of_a_visits_kernel(owner, other, computing):
    visitor, kernel = owner
    assert refusal(computing.url, kernel) == 404
    assert refusal(computing.url, kernel, cookie=other.header) == 404
    channels(computing.url, kernel, cookie=visitor.header).close()


def test_a_websocket_from_another_host_or_another_page_is_refused(owner, computing):
    visitor, kernel = owner
    mine = {"cookie": visitor.header}
    assert refusal(computing.url, kernel, host="evil.example", **mine) == 400
    assert refusal(computing.url, kernel, origin="http://evil.example", **mine) == 403


def test_anybody_ends_anybodys_kernel_of_a_stock_voila(stock):
    page = fetched(f"{stock}voila/render/90-kernel-parts.ipynb")[2]
    kernel = re.search(r'"kernelId": "([0-9a-f-]{36})"', page).group(1)
    visitor = Visitor(stock)
    visitor.ask("voila/tree")
    assert visitor.ask(f"api/kernels/{kernel}", method="DELETE")[0] == 204


def test_a_kernel_is_not_given_without_the_token_of_the_page(other):
    asked = json.dumps({"lesson": COMPUTING}).encode()
    assert other.ask("api/kernels", method="POST", data=asked, token=False)[0] == 403
    forged = {"X-XSRFToken": "forged"}
    assert (
        other.ask("api/kernels", method="POST", data=asked, headers=forged, token=False)[0] == 403
    )


def test_the_owner_needs_the_token_too_to_end_a_kernel(owner):
    visitor, kernel = owner
    assert visitor.ask(f"api/kernels/{kernel}", method="DELETE", token=False)[0] == 403
    assert visitor.ask(f"api/kernels/{kernel}")[0] == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"nonsense", 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 20_000, 400),
        (b"{}", 404),
        (b'{"lesson": "../../start"}', 404),
        (b'{"lesson": "y6/99-no-such-lesson"}', 404),
        (b'{"lesson": ["y6/90-kernel-parts"]}', 404),
        (b'{"lesson": "y6/90-kernel-parts", "lang": "xx"}', 404),
    ],
)
def test_nonsense_gets_no_kernel_and_no_trace(other, asked, status):
    got, _, text = other.ask("api/kernels", method="POST", data=asked)
    assert got == status
    assert set(json.loads(text)) == {"error"}
    assert "Traceback" not in text


def test_a_request_larger_than_any_answer_is_refused(other):
    body = b'{"lesson": "' + b"x" * 2_000_000 + b'"}'
    try:
        status = other.ask("api/kernels", method="POST", data=body)[0]
    except (urllib.error.URLError, ConnectionError):
        return  # the server hung up while it was being sent
    assert status in (400, 413)


def replied(socket, *, filling):
    """Say whether a question of so many bytes is answered; False where the server closes."""
    asked = {
        "header": {"msg_id": "asked", "msg_type": "kernel_info_request", "session": "test"},
        "parent_header": {},
        "metadata": {},
        "content": {"filling": "x" * filling},
        "channel": "shell",
    }
    try:
        socket.send(json.dumps(asked))
        while True:
            opcode, data = socket.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return False
            if b'"kernel_info_reply"' in data and b'"msg_id": "asked"' in data:
                return True
    except (websocket.WebSocketConnectionClosedException, ConnectionError):
        return False


MEDDLING = {
    "execute_request": ("shell", {"code": "1 + 1", "silent": False, "allow_stdin": False}),
    "inspect_request": ("shell", {"code": "print", "cursor_pos": 3, "detail_level": 0}),
    "complete_request": ("shell", {"code": "pri", "cursor_pos": 3}),
    "history_request": ("shell", {"hist_access_type": "tail", "n": 5, "raw": True}),
    "input_reply": ("stdin", {"value": "x"}),
    "debug_request": ("control", {"type": "request", "seq": 1, "command": "debugInfo"}),
    "shutdown_request": ("control", {"restart": False}),
}


def answers_to(socket, *kinds):
    """Send messages of these kinds, one after another; return the kinds of all that comes back.

    The last is the answer to the last message.
    """
    for kind in kinds:
        channel, content = MEDDLING.get(kind, ("shell", {}))
        header = {"msg_id": kind, "msg_type": kind, "session": "test", "username": ""}
        header |= {"version": "5.3", "date": "2026-11-21T00:00:00Z"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        socket.send(json.dumps({**message, "channel": channel, "buffers": []}))
    answered = []
    while True:
        message = json.loads(socket.recv())
        answered.append(message["header"]["msg_type"])
        if message["parent_header"].get("msg_id") == kinds[-1] and answered[-1].endswith("_reply"):
            return answered


def test_a_page_makes_its_kernel_do_nothing_but_show_widgets(owner, computing):
    visitor, kernel = owner
    socket = channels(computing.url, kernel, cookie=visitor.header)
    answered = set(answers_to(socket, *MEDDLING, "kernel_info_request"))
    assert answered <= {"status", "kernel_info_reply"}
    socket.close()
    assert visitor.ask(f"api/kernels/{kernel}")[0] == 200


def test_a_stock_voila_ends_a_kernel_at_a_message_of_anybody(stock):
    page = fetched(f"{stock}voila/render/90-kernel-parts.ipynb")[2]
    kernel = re.search(r'"kernelId": "([0-9a-f-]{36})"', page).group(1)
    assert answers_to(channels(stock, kernel), "shutdown_request")[-1] == "shutdown_reply"


def test_a_message_of_more_than_a_megabyte_closes_the_websocket(owner, computing):
    visitor, kernel = owner
    socket = channels(computing.url, kernel, cookie=visitor.header)
    assert replied(socket, filling=500_000)
    assert not replied(socket, filling=1_100_000)


def test_a_stock_voila_takes_a_message_of_many_megabytes(stock):
    page = fetched(f"{stock}voila/render/90-kernel-parts.ipynb")[2]
    kernel = re.search(r'"kernelId": "([0-9a-f-]{36})"', page).group(1)
    socket = channels(stock, kernel)
    assert replied(socket, filling=5_000_000)
    socket.close()


# -- how much a server gives away


def test_the_kernels_of_a_server_are_counted_and_the_next_visit_is_asked_to_wait(
    tmp_path, small_pack
):
    with running(
        tmp_path / "data", f"--content={small_pack}", "--SaferCommunities.most_kernels=1"
    ) as server:
        first, second = Visitor(server.url), Visitor(server.url)
        for visitor in (first, second):
            visitor.ask(COMPUTING)
        assert first.ask_for_kernel()[0] == 200
        status, headers, text = second.ask_for_kernel()
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert set(json.loads(text)) == {"error"}
        assert len(kernels_of(server)) == 1


def test_a_reload_takes_the_kernel_of_the_page_before(tmp_path, small_pack):
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        visitor = Visitor(server.url)
        visitor.ask(COMPUTING)
        given = [json.loads(visitor.ask_for_kernel()[2])["kernel"] for _ in range(3)]
        assert len(set(given)) == 3
        waited_for(lambda: len(kernels_of(server)) == 1)
        assert [visitor.ask(f"api/kernels/{kernel}")[0] for kernel in given] == [404, 404, 200]


def test_a_kernel_that_nobody_is_connected_to_is_taken_back(tmp_path, small_pack):
    idle = "--SaferCommunities.kernel_idle_seconds=2"
    with running(tmp_path / "data", f"--content={small_pack}", idle) as server:
        left, stays = Visitor(server.url), Visitor(server.url)
        for visitor in (left, stays):
            visitor.ask(COMPUTING)
        kept = json.loads(stays.ask_for_kernel()[2])["kernel"]
        socket = channels(server.url, kept, cookie=stays.header)
        gone = json.loads(left.ask_for_kernel()[2])["kernel"]
        waited_for(lambda: left.ask(f"api/kernels/{gone}")[0] == 404)
        waited_for(lambda: len(kernels_of(server)) == 1)
        assert stays.ask(f"api/kernels/{kept}")[0] == 200
        socket.close()
        waited_for(lambda: stays.ask(f"api/kernels/{kept}")[0] == 404)


def test_reloads_pile_kernels_up_in_a_stock_voila(stock):
    found = set()
    for _ in range(2):
        page = fetched(f"{stock}voila/render/90-kernel-parts.ipynb")[2]
        found.add(re.search(r'"kernelId": "([0-9a-f-]{36})"', page).group(1))
    assert [fetched(f"{stock}api/kernels/{kernel}")[0] for kernel in found] == [200, 200]


# -- logs


def test_no_address_path_or_code_of_a_visitor_goes_into_the_log(tmp_path, small_pack):
    said = tmp_path / "said"
    with (
        said.open("w") as file,
        running(tmp_path / "data", f"--content={small_pack}", "--share", said=file) as server,
    ):
        visitor = staff_of(server)
        for place in (
            "",
            COMPUTING,
            "join/KITE-OTTER",
            "secret-page",
            "static/000000000000/secret",
        ):
            visitor.ask(place)
        visitor.ask("voila/static/secret.js")
        visitor.ask("secret-host", headers=FOREIGN)
        visitor.ask("secret-way", method="DELETE", token=False)
        visitor.ask("api/kernels", method="POST", data=b"secret", token=False)
        visitor.ask("api/kernels", method="POST", data=b"secret")
        kernel = json.loads(visitor.ask_for_kernel()[2])["kernel"]
        channels(server.url, kernel, cookie=visitor.header).close()
        assert refusal(server.url, kernel) == 404
    text = said.read_text()
    for private in ("127.0.0.1", "KITE", "OTTER", "secret", COMPUTING, kernel, key_of(server)):
        assert private not in text, text
    assert "Traceback" not in text, text
