"""Hyperscan over the whole text at once: the lines on which nothing is found are written.

usage: scan.py PATTERNS TEXT, or scan.py --check PATTERNS for the patterns that it can compile, each alone
"""
import sys

import hyperscan

FLAGS = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_ALLOWEMPTY


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").encode() for line in lines]


def compiled(patterns):
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=patterns, ids=list(range(len(patterns))), flags=[FLAGS] * len(patterns), elements=len(patterns))
    return database


def compiles(pattern):
    try:
        return compiled([pattern]) is not None
    except hyperscan.error:
        return False


def check(patterns):
    for pattern in filter(compiles, patterns):
        sys.stdout.buffer.write(pattern + b"\n")


def filter_lines(patterns, path):
    with open(path, "rb") as file:
        text = file.read()
    database, ends = compiled(patterns), set()
    if text:
        database.scan(text, match_event_handler=lambda _, start, end, *rest: ends.add(end))
    found = iter(sorted(ends))
    at, end = 0, next(found, None)
    for line in text.splitlines(keepends=True):
        behind, has_match = at + len(line), False
        while end is not None and end <= behind:
            has_match, end = has_match or end > at, next(found, None)
        if not has_match:
            sys.stdout.buffer.write(line)
        at = behind


if sys.argv[1] == "--check":
    check(read(sys.argv[2]))
else:
    filter_lines(read(sys.argv[1]), sys.argv[2])
