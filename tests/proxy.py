"""A relay in front of a server that can cut every connection, at a moment or after some bytes."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neo4j_server import Server

SECONDS_TO_CONNECT = 10
SECONDS_TO_END = 10
BYTES_AT_ONCE = 65536


class Proxy:
    """Relays bytes both ways and counts them; ``proxy`` ends it."""

    def __init__(self, server: Server) -> None:
        address = urlsplit(server.uri)
        self._target = (address.hostname or "127.0.0.1", address.port or 7687)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port: int = self._listener.getsockname()[1]
        # Not neo4j: that scheme would ask the server for its address and go past the relay.
        scheme = address.scheme.replace("neo4j", "bolt")
        self.server = replace(server, uri=f"{scheme}://127.0.0.1:{port}")
        self.passed = 0
        self._limit: int | None = None
        self._refuses_then = False
        self._refuses = False
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._relays: list[threading.Thread] = []
        self._entrance = threading.Thread(target=self._accept, daemon=True)
        self._entrance.start()

    def cut_after(self, number: int, *, refusing: bool) -> None:
        """Cut when so many more bytes have passed and, refusing, let nobody in until mended."""
        with self._lock:
            self.passed, self._limit, self._refuses_then = 0, number, refusing

    def mend(self) -> None:
        """Relay without a limit and count anew."""
        with self._lock:
            self.passed, self._limit, self._refuses = 0, None, False

    def end(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._entrance.join(SECONDS_TO_END)
        with self._lock:
            self._close_all()
        for relay in self._relays:
            relay.join(SECONDS_TO_END)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._refuses:
                    client.close()
                    continue
                try:
                    server = socket.create_connection(self._target, SECONDS_TO_CONNECT)
                except OSError:
                    client.close()
                    continue
                server.settimeout(None)
                for end in (client, server):
                    # Else small messages wait for one another at every turn.
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open += (client, server)
                for ends in ((client, server), (server, client)):
                    relay = threading.Thread(target=self._relay, args=ends, daemon=True)
                    self._relays.append(relay)
                    relay.start()

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(BYTES_AT_ONCE):
                target.sendall(self._let_through(data))
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _let_through(self, data: bytes) -> bytes:
        with self._lock:
            self.passed += len(data)
            if self._limit is None or self.passed <= self._limit:
                return data
            self._limit = None
            self._refuses = self._refuses_then
            self._close_all()
        # The sockets are shut: sending this ends the relay.
        return data

    def _close_all(self) -> None:
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()


@contextmanager
def proxy(server: Server) -> Iterator[Proxy]:
    relay = Proxy(server)
    try:
        yield relay
    finally:
        relay.end()
