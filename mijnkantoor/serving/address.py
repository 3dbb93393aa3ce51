"""Where the portal listens. Standard library only: the script `portal` imports it before anything is installed."""

import socket


def bind_error(host, port):
    """Why a server cannot listen there, or None if it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As gunicorn does: the closed connections of a server that has just stopped are not in the way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def answers(host, port):
    """True if a web server answers at all; a redirect or a refusal is an answer too."""
    import http.client  # here, because the script has no use for it and every start would wait for it

    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def reachable_host(host):
    """The address at which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def bracketed(host):
    """As it stands in a URL and in ALLOWED_HOSTS."""
    return f"[{host}]" if ":" in host else host


def url(host, port):
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else bracketed(host)
    return f"http://{name}:{port}/"
