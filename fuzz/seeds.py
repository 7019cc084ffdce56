#!/usr/bin/env python3
"""Texts to begin with, one folder a target, made of the rules and the golden articles: fuzz/seeds.py"""

import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SEED = random.Random(1)
RULES = [path.read_text() for path in sorted((ROOT.parent / "rules").rglob("*.toml"))]
ARTICLES = [path.read_text() for path in sorted((ROOT.parent / "golden").glob("*/article.*"))]
LINES = sorted({line for text in ARTICLES for line in text.splitlines() if line})


def picks(count):
    return bytes(SEED.randrange(256) for _ in range(count))


def cuts(length, count):
    for text in SEED.choices(ARTICLES, k=count):
        at = SEED.randrange(max(1, len(text) - length))
        yield text[at : at + length]


def cases():
    for text in cuts(90, 200):
        yield picks(3) + text.encode()
    for _ in range(600):
        yield picks(3) + bytes(SEED.randrange(0x80, 0x100) for _ in range(SEED.randrange(30)))


def records():
    for text in cuts(40, 200):
        line = {"id": SEED.randrange(9), "text": text, "title": "A"} | SEED.choice([{}, {"deboil": None}])
        yield picks(5) + json.dumps(line, ensure_ascii=SEED.random() < 0.5).encode()


def rules():
    for block in [block for text in RULES for block in re.split(r"\n(?=\[\[rule\]\])", text)[1:]]:
        if "{{" not in block and len(block) < 700:
            yield ("deboil = 1\n" + re.sub(r"^(hits|keeps) .*$", "", block, flags=re.M)).encode()


SEEDS = {
    "clean": cases(),
    "diff": (picks(1) + case for case in cases()),
    "folded": (line[:80].encode() for line in LINES),
    "packs": (picks(SEED.randrange(60)) for _ in range(500)),
    "records": records(),
    "rules": rules(),
}

for target, seeds in SEEDS.items():
    folder = ROOT / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number}").write_bytes(seed)
