from __future__ import annotations

from .codec import Json


def index_view(document: Json) -> Json:
    return document
