# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decompresses the body of a response. No request asks for compression, so this is imported only where it is used.

urllib3 before 2.6 decompresses without a bound, and no version notices a missing end.
"""

from __future__ import annotations

import zlib

from .response import MAX_BODY, Incomplete

_MOST_ENCODINGS = 2
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


def decode(body: bytes, content_encoding: str) -> bytes:
    """``body`` without the encodings in the header Content-Encoding, which are in the order of their application."""
    encodings = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    encodings = [name for name in encodings if name != "identity"]
    if len(encodings) > _MOST_ENCODINGS or any(name not in ("gzip", "x-gzip", "deflate") for name in encodings):
        raise Incomplete("the answer is compressed in a way that can't be read")
    for name in reversed(encodings):
        if body:
            body = _inflate(body, _ZLIB if name == "deflate" else _GZIP)
    return body


def _inflate(body: bytes, format_bits: int) -> bytes:
    stream = zlib.decompressobj(format_bits)
    try:
        output = stream.decompress(body, MAX_BODY + 1)
    except zlib.error:
        # Some servers take "deflate" to mean the same without the header of zlib.
        if format_bits == _ZLIB:
            return _inflate(body, _RAW)
        raise Incomplete("the answer can't be decompressed") from None
    if len(output) > MAX_BODY:
        raise Incomplete(f"the answer is longer than {MAX_BODY >> 20} MiB when decompressed")
    if not stream.eof or stream.unused_data:
        raise Incomplete("the answer is compressed, and was cut off or holds more than one document")
    return output
