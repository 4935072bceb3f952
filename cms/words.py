"""Chinese has no spaces and PostgreSQL's parser needs them: words for the index, and for the question asked of it."""

import logging
import re
import threading
from contextlib import suppress
from functools import cache

from django.conf import settings

_lock = threading.Lock()
_WORD = re.compile(r"\w", re.UNICODE)


@cache
def _segmenter():
    # Its dictionary takes about a second and is needed by a search or a save only, never by a page that is read.
    import jieba

    # A cache that can't be kept costs the next process a second; it is no error worth a page of a log.
    jieba.setLogLevel(logging.CRITICAL)
    segmenter = jieba.Tokenizer()
    # Not in the shared /tmp, where another account's file of that name would be read.
    with _lock, suppress(OSError):
        settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
        segmenter.tmp_dir = str(settings.RUN_DIR)
    with _lock:
        segmenter.initialize()
    return segmenter


def segmented(text: str) -> str:
    """`text` as words with spaces between them, long words also in their parts: 妇女联合会 → 妇女 联合 联合会 …"""
    return " ".join(word for word in _segmenter().cut_for_search(text) if _WORD.search(word))


def asked(text: str) -> str:
    """The words of a question, each once; no part of a word that is there whole, so that fewer must match."""
    return " ".join(dict.fromkeys(word for word in _segmenter().cut(text[:100]) if _WORD.search(word)))
