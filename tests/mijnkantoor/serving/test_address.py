"""Where the portal listens, and how that address is written."""

import errno
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError

from mijnkantoor.management.commands.serve import refuse_unusable_address
from mijnkantoor.serving.address import answers, bind_error, bracketed, reachable_host, url
from mijnkantoor.serving.processes import web_command


@pytest.fixture
def listening():
    """A socket on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_free_port_can_be_listened_on():
    port = free_port()
    assert bind_error("127.0.0.1", port) is None
    assert refuse_unusable_address("127.0.0.1", port) is None


def test_the_port_of_a_server_that_has_just_stopped_is_free():
    """Its closed connections linger for a minute."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        server.accept()[0].close()
    client.close()
    assert bind_error("127.0.0.1", port) is None


def test_a_taken_port_is_told_with_what_to_do(listening):
    assert bind_error("127.0.0.1", listening).errno == errno.EADDRINUSE
    with pytest.raises(CommandError) as refused:
        refuse_unusable_address("127.0.0.1", listening)
    assert str(refused.value) == f"Poort {listening} is al in gebruik; kies een andere met --port."


def test_an_address_of_another_machine_is_told():
    assert bind_error("192.0.2.1", 8000).errno == errno.EADDRNOTAVAIL
    with pytest.raises(CommandError) as refused:
        refuse_unusable_address("192.0.2.1", 8000)
    assert str(refused.value).startswith("Op adres 192.0.2.1, poort 8000, kan het portaal niet luisteren (")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("::", "http://localhost:8000/"),
        ("::1", "http://localhost:8000/"),
        ("kantoor.example", "http://kantoor.example:8000/"),
        ("192.0.2.1", "http://192.0.2.1:8000/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000/"),
    ],
)
def test_the_address_that_is_shown_can_be_opened(host, expected):
    assert url(host, 8000) == expected


def test_a_server_on_every_address_is_reached_on_this_machine():
    hosts = ("0.0.0.0", "::", "192.0.2.1", "localhost")
    assert [reachable_host(host) for host in hosts] == ["127.0.0.1", "::1", "192.0.2.1", "localhost"]


def test_gunicorn_gets_an_address_it_can_read():
    binds = [web_command(host, 8000) for host in ("127.0.0.1", "::1")]
    assert [command[command.index("--bind") + 1] for command in binds] == ["127.0.0.1:8000", "[::1]:8000"]
    assert bracketed("localhost") == "localhost"


class Refuses(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(500)

    def log_message(self, *arguments):
        pass


def test_any_answer_of_a_web_server_counts():
    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert answers("0.0.0.0", server.server_port) is True
        thread.join()


def test_a_port_without_a_web_server_does_not_answer():
    assert answers("127.0.0.1", free_port()) is False
