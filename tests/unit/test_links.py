"""Outside links: requested on loopback, judged, reported at the second strike; the report is read back."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from generator.catalog.links import MAX_REPORTED, Answer, Failing, LinkReport, count_strikes, read_links, write_links
from generator.cli import main
from generator.problems.problem import PortalError
from generator.upkeep.link_probe import Manner, ask, ask_links, collect_links, judge_status, to_ascii

MONDAY, NEXT = date(2026, 11, 16), date(2026, 11, 23)
HERE = Manner(timeout=1, pause=0, private=True)


class Outside(http.server.BaseHTTPRequestHandler):
    """``/404`` answers 404 and so on; ``/head`` refuses HEAD; ``/to/x`` redirects to ``/x``; everything else exists."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        first, _, rest = self.path.removeprefix("/").partition("/")
        code = int(first) if first.isdigit() else 405 if (first, self.command) == ("head", "HEAD") else 200
        self.send_response(302 if first == "to" else code)
        if first == "to":
            self.send_header("Location", rest if rest.startswith("ftp") else f"/{rest}")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[str]:
    """The address of a server on loopback."""
    Outside.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outside) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "fate"),
    [
        *(("200", "alive"), ("head", "alive"), ("to/200", "alive"), ("страница?q=да#тут", "alive")),
        *(("404", "dead"), ("410", "dead"), ("503", "dead"), ("to/404", "dead")),
        *(("403", "unsure"), ("429", "unsure"), ("999", "unsure")),
    ],
)
def test_a_server_is_asked_as_a_browser_would(path: str, fate: str, outside: str) -> None:
    assert ask(outside + path, HERE).fate == fate


def test_what_does_not_answer_is_dead(outside: str) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Outside) as silent:
        closed = f"http://127.0.0.1:{silent.server_port}/"
        assert ask(closed, Manner(timeout=0.2, private=True)) == Answer("dead", "сервер не ответил вовремя")
    assert ask(closed, HERE).words == "сервер не принимает соединений"
    assert ask("http://never.invalid/", HERE).fate == "dead"
    assert ask(f"{outside}to/ftp://127.0.0.1/", HERE).fate == "dead"


def test_nothing_inside_the_network_is_asked(outside: str) -> None:
    assert ask(f"{outside}200", Manner(timeout=1)).words == "это не адрес общедоступного сервера"
    for address in ("http://localhost/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/"):
        assert ask(address, Manner(timeout=1)).words == "это не адрес общедоступного сервера"
    assert Outside.asked == []


def test_addresses_go_over_the_wire_in_ascii() -> None:
    assert to_ascii("https://пример.рф/путь%20сюда?а=б#тут") == (
        "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C%20%D1%81%D1%8E%D0%B4%D0%B0?%D0%B0=%D0%B1"
    )
    with pytest.raises(ValueError, match="web"):
        to_ascii("file:///etc/passwd")
    assert judge_status(404).words == "такой страницы нет (ответ 404)"


def test_the_deadline_leaves_links_unasked(outside: str) -> None:
    answers = ask_links([f"{outside}200", f"{outside}404"], Manner(private=True, deadline=-1))
    assert {answer.fate for answer in answers.values()} == {"unasked"}
    assert Outside.asked == []


def test_a_link_is_reported_at_its_second_strike() -> None:
    pages = {"https://a.example/": ("/ngos/a/",), "https://b.example/": ("/",), "https://c.example/": ("/",)}
    answers = dict.fromkeys(pages, Answer("dead", "нет такого сервера")) | {"https://c.example/": Answer("alive")}
    first = count_strikes(LinkReport(), answers, pages, MONDAY)
    assert (len(first.failing), first.to_report) == (2, ())
    assert "Впервые не ответили 2" in write_links(first)
    same_day = count_strikes(first, answers, pages, MONDAY)
    assert same_day.to_report == ()
    answers |= {"https://b.example/": Answer("unsure", "ответ 403")}
    second = count_strikes(same_day, answers, pages, NEXT)
    assert [(link.url, link.first, link.last) for link in second.to_report] == [("https://a.example/", MONDAY, NEXT)]
    text = write_links(second)
    assert "| `https://a.example/` | нет такого сервера | 16.11.2026 | `/ngos/a/` |" in text
    assert "не проверены: 1" in text
    assert count_strikes(second, dict.fromkeys(pages, Answer("unasked")), pages, NEXT).to_report == second.to_report
    assert count_strikes(second, dict.fromkeys(pages, Answer("alive")), pages, NEXT).failing == ()
    assert count_strikes(second, {}, {}, NEXT).failing == ()


def test_a_report_comes_back_from_its_text() -> None:
    links = tuple(
        Failing(f"https://a.example/{n}-->|`<b>", 2, MONDAY, NEXT, "нет", ("/",)) for n in range(MAX_REPORTED)
    )
    report = LinkReport(NEXT, 300, 4, links)
    text = write_links(report)
    assert read_links(text) == report
    assert read_links(text.replace("\n", "\r\n")) == report
    assert len(text) < 65_536
    assert text.partition("<!--")[2].count("-->") == 1
    for spoilt in ("", "x", text.replace('"checked_on"', '"on"'), text.replace("https:", "javascript:")):
        assert read_links(spoilt) == LinkReport()
    assert write_links(LinkReport()) == ""


def test_links_are_collected_and_reported(real_site: Path, tmp_path: Path, outside: str) -> None:
    found = collect_links(real_site)
    assert found["https://vk.com/sunny_gorod"] == ("/ngos/solnechnyj-gorod/",)
    assert len(found["https://creativecommons.org/licenses/by/4.0/"]) > 50
    assert not any("zelenogorsk.example" in url or "maps" in url for url in found)
    with pytest.raises(PortalError, match="нет собранного портала"):
        collect_links(tmp_path)
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    (site / "data" / "datapackage.json").write_text('{"homepage": "https://portal.example/"}', "utf-8")
    (site / "index.html").write_text('<a href="http://never.invalid/">x</a>', "utf-8")
    path = tmp_path / "links.md"
    assert main(["links", "--site", str(site), "--report", str(path)]) == 0
    (link,) = read_links(path.read_text("utf-8")).failing
    assert (link.url, link.strikes, link.pages) == ("http://never.invalid/", 1, ("/",))
