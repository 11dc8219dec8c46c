# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: whom it trusts, and how a socket gets it.

``requests`` and urllib3 are imported in functions only, here and in the modules beside it: ``transport`` alone finds
out whether they are there.
"""

from __future__ import annotations

import ssl
import typing as t

from .deadline import Deadline


class UnusableBundle(Exception):
    """The file with the trusted certificate authorities can't be read."""


def make_context(ca_path: str | None) -> ssl.SSLContext:
    """urllib3's policy, with the authorities of ``ca_path`` or of ``requests``. Raises ``UnusableBundle``."""
    import requests.utils
    from urllib3.util.ssl_ import create_urllib3_context

    context = create_urllib3_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(ca_path or requests.utils.DEFAULT_CA_BUNDLE_PATH)
    except OSError:  # SSLError is one
        raise UnusableBundle from None
    return context


def wrap(sock: t.Any, context: ssl.SSLContext, host: str, deadline: Deadline) -> t.Any:
    """``sock`` with TLS, once ``host`` has shown a certificate of its own that is trusted."""
    sock.settimeout(deadline.left())
    host = host.rstrip(".")
    if isinstance(sock, ssl.SSLSocket):  # through a proxy that speaks TLS itself
        from urllib3.util.ssltransport import SSLTransport

        return SSLTransport(sock, context, host)
    return context.wrap_socket(sock, server_hostname=host)
