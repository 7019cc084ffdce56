#!/usr/bin/env python3
"""Mutates every record of JSONL files in many ways and tries on each what must hold for any text.

    tests/faults/mutate.py [--seed N] [--ways NAME,…] [--limit N] [--keep DIR] DEBOIL FILE.jsonl…

For each file and each way all records are written with their texts mutated, then cleaned under the profile `body` with a
ledger, by one thread and by two, cleaned again, and restored. What must hold:

- no run panics, and the exit status is 0, or 3 where the ledger names a document that the guard left alone, or 2 where lines
  cannot be read (only the way `torn` makes such lines)
- one thread and two give the same output and the same ledger, byte for byte
- cleaning what is clean changes nothing, and has nothing to write down
- restoring gives the mutated file, byte for byte

The same seed gives the same mutations. Each fault is named with its record, which `--keep` writes into a folder, mutated.
The exit status is 1 if there is a fault. Only Python's standard library is needed.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
HOMOGLYPHS = str.maketrans("aceopxyABEHKMOPTX", "асеорхуАВЕНКМОРТХ")
ACCENTS = "".join(map(chr, range(0x300, 0x340)))
CONTROLS = "\0\x01\x07\x08\x0b\x0c\x1b\x7f\x80\x85\x9b"
TAGS = ["<p>", "</p>", "<br/>", "<script>alert(1)</script>", "<!--", "-->", "&nbsp;", "&#10;", "<a href='x'>", "</a>", "<![CDATA["]
MARKS = ["**", "__", "# ", "- ", "> ", "1. ", "```\n", "`", "| ", "~~", "[", "](https://example.com/a)", "![", "\\", "    ", "---\n", "* * *\n"]


def sprinkled(text, rng, pieces, share):
    """The text with pieces put in between so large a share of its characters."""
    return "".join(c + (rng.choice(pieces) if rng.random() < share else "") for c in text)


def each_line(text, change):
    return "".join(change(line) for line in text.splitlines(keepends=True))


def noise(text, rng):
    """Bytes changed, dropped and put in; what is no UTF-8 afterwards becomes replacement characters."""
    data = bytearray(text.encode())
    for _ in range(max(1, len(data) // 50)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(3)
        if kind == 0:
            data.insert(at, rng.randrange(256))
        elif at < len(data):
            if kind == 1:
                data[at] = rng.randrange(256)
            else:
                del data[at]
    return data.decode(errors="replace")


def mojibake(text, rng):
    """UTF-8 that was read as another encoding, once or twice."""
    for _ in range(rng.choice([1, 1, 2])):
        text = text.encode().decode(rng.choice(["latin-1", "cp1252", "cp437", "mac_roman", "koi8_r"]), errors="replace")
    return text


def endings(text, choose):
    return re.sub(r"\r\n|\r|\n", lambda _: choose(), text)


def wrapped(text, _rng):
    """Every line broken at 72 columns."""
    def change(line):
        body = line.rstrip("\r\n")
        return re.sub(r"(.{1,72})(?: |$)", r"\1\n", body).rstrip("\n") + line[len(body):]
    return each_line(text, change)


def flood(text, rng):
    return "".join(c + "".join(rng.choices(ACCENTS, k=rng.randrange(30))) if rng.random() < 0.05 else c for c in text)


def shuffled(text, rng):
    lines = text.splitlines(keepends=True)
    rng.shuffle(lines)
    return "".join(lines)


def full_width(text, rng):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.3 else c for c in text)


def characters(text, rng):
    """Characters of all planes."""
    def scalar(_):
        n = rng.choice([rng.randrange(0x80, 0x3000), rng.randrange(0xE000, 0x10000), rng.randrange(0x10000, 0x110000)])
        return chr(n)
    return re.sub(r".", lambda found: scalar(found) if rng.random() < 0.02 else found[0], text)


# Name → the text, a generator of random numbers and another text of the file become the mutated text.
WAYS = {
    "cut": lambda t, r, o: t[: r.randrange(len(t) + 1)] if r.random() < 0.5 else t[r.randrange(len(t) + 1) :],
    "noise": lambda t, r, o: noise(t, r),
    "mojibake": lambda t, r, o: mojibake(t, r),
    "doubled-lines": lambda t, r, o: each_line(t, lambda line: line * r.choice([1, 2, 2, 5])),
    "joined": lambda t, r, o: t + r.choice(["", "\n", "\n\n", " "]) + o,
    "crlf": lambda t, r, o: endings(t, lambda: "\r\n"),
    "cr": lambda t, r, o: endings(t, lambda: "\r"),
    "mixed-ends": lambda t, r, o: endings(t, lambda: r.choice(["\n", "\r\n", "\r", "\n\r", "\u2028", "\x85", "\x0b", "\x0c"])),
    "blanks-out": lambda t, r, o: re.sub(r"\n\s*\n", "\n", t),
    "blanks-in": lambda t, r, o: endings(t, lambda: "\n" + r.choice(["", " ", "\t", "\u200b", "\u3000"]) * r.randrange(3) + "\n" * r.randrange(4)),
    "wrapped": lambda t, r, o: wrapped(t, r),
    "case": lambda t, r, o: r.choice([str.upper, str.lower, str.title, str.swapcase])(t),
    "normal-form": lambda t, r, o: unicodedata.normalize(r.choice(["NFD", "NFC", "NFKD", "NFKC"]), t),
    "invisible": lambda t, r, o: sprinkled(t, r, INVISIBLE, 0.1),
    "homoglyphs": lambda t, r, o: "".join(c.translate(HOMOGLYPHS) if r.random() < 0.3 else c for c in t),
    "tabs": lambda t, r, o: each_line(t, lambda line: r.choice(["", "\t", "  \t", "    "]) + line).replace(" ", r.choice([" ", "\t", "\u00a0"])),
    "nul": lambda t, r, o: sprinkled(t, r, "\0", 0.02),
    "controls": lambda t, r, o: sprinkled(t, r, CONTROLS, 0.05),
    "html": lambda t, r, o: sprinkled(t, r, TAGS, 0.02),
    "markdown": lambda t, r, o: sprinkled(t, r, MARKS, 0.02),
    "combining-flood": lambda t, r, o: flood(t, r),
    "one-line": lambda t, r, o: re.sub(r"\s*\n\s*", r.choice([" ", ""]), t),
    "long-line": lambda t, r, o: re.sub(r"\s+", " ", t) * r.randrange(1, 30),
    "line-a-word": lambda t, r, o: re.sub(r"[ \t]+", "\n", t),
    "shuffled": lambda t, r, o: shuffled(t, r),
    "full-width": lambda t, r, o: full_width(t, r),
    "characters": lambda t, r, o: characters(t, r),
    # The line of the record is broken, not its text: it must pass through.
    "torn": None,
}


def mutated(line, other, way, rng):
    """The bytes of a record's line, mutated."""
    record = json.loads(line)
    record = {key: record[key] for key in ("id", "url", "site", "title", "lang", "text") if key in record}
    if way == "torn":
        data = bytearray(json.dumps(record, ensure_ascii=rng.random() < 0.5).encode())
        if rng.random() < 0.7:
            for _ in range(rng.randrange(1, 4)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        else:
            del data[rng.randrange(len(data)) :]
        return bytes(data).replace(b"\n", b" ") + b"\n"
    record["text"] = WAYS[way](record["text"], rng, other)
    spaced = rng.choice([None, (",", ":"), (" , ", " : ")])
    # Surrogates cannot be written as UTF-8; no way makes any.
    return json.dumps(record, ensure_ascii=rng.random() < 0.5, separators=spaced).encode() + b"\n"


def difference(one, other):
    """Number of the first line in which two files differ, from 0."""
    one, other = one.split(b"\n"), other.split(b"\n")
    return next((n for n, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), min(len(one), len(other)))


class Trial:
    """One file of mutated records, and what is wrong with what comes of it."""

    def __init__(self, program, lines, folder, may_be_unreadable):
        self.program, self.lines, self.folder, self.may_be_unreadable = program, lines, folder, may_be_unreadable
        self.faults = []

    def fault(self, what, record=None):
        self.faults.append((what, record))

    def run(self, *args):
        done = subprocess.run([self.program, *map(str, args)], capture_output=True, cwd=self.folder, check=False)
        if b"panicked" in done.stderr or done.returncode not in (0, 2, 3):
            self.fault(f"{args[0]}: exit status {done.returncode}: {done.stderr[-400:].decode(errors='replace')}")
        return done

    def clean(self, source, name, threads):
        ledger = self.folder / f"{name}.ledger"
        done = self.run("clean", source, "--profile", "body", "--out", name, "--ledger", ledger, "-q", "-j", threads)
        written = ledger.read_bytes()
        guarded = b'"guarded":' in written
        expected = {2} if done.stderr else {3} if guarded else {0}
        if done.returncode not in expected or (done.stderr and not self.may_be_unreadable):
            said = done.stderr[:400].decode(errors="replace")
            self.fault(f"clean: exit status {done.returncode} where it should be {expected}; it says {said!r}")
        return (self.folder / name / "a.jsonl").read_bytes(), written

    def all(self):
        source = self.folder / "a.jsonl"
        original = b"".join(self.lines)
        source.write_bytes(original)
        one, ledger = self.clean(source, "one", 1)
        two, other_ledger = self.clean(source, "two", 2)
        if one != two:
            self.fault("two threads give another output than one", difference(one, two))
        if ledger != other_ledger:
            self.fault(f"two threads give another ledger than one, from line {difference(ledger, other_ledger) + 1} on")
        again, left = self.clean(self.folder / "one" / "a.jsonl", "again", 2)
        if again != one:
            self.fault("cleaning what is clean changes it", difference(again, one))
        if any(json.loads(line)["is"] in ("removed", "captured", "replaced", "blank") for line in left.splitlines()):
            self.fault("cleaning what is clean takes more")
        done = self.run("restore", "--ledger", "one.ledger", self.folder / "one" / "a.jsonl", "--out", "back")
        back = self.folder / "back" / "a.jsonl"
        if done.returncode != 0 or not back.exists():
            self.fault(f"restore: exit status {done.returncode}: {done.stderr[-400:].decode(errors='replace')}")
        elif back.read_bytes() != original:
            self.fault("the original does not come back", difference(back.read_bytes(), original))
        return sum(1 for line in ledger.splitlines() if b'"is":"document"' in line)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", default=",".join(WAYS), help="names of mutations, with commas")
    parser.add_argument("--limit", type=int, help="take only so many records of each file")
    parser.add_argument("--keep", type=Path, help="write the mutated record of each fault into this folder")
    parser.add_argument("program", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    program = args.program.resolve()
    tries = changed = faults = size = 0
    started = time.monotonic()
    for file in args.files:
        lines = file.read_bytes().splitlines(keepends=True)[: args.limit]
        texts = [json.loads(line)["text"] for line in lines]
        for way in args.ways.split(","):
            rng = random.Random(f"{args.seed}/{file.name}/{way}")
            records = [mutated(line, texts[rng.randrange(len(texts))], way, rng) for line in lines]
            with tempfile.TemporaryDirectory() as folder:
                trial = Trial(program, records, Path(folder), way == "torn")
                of_way = trial.all()
            tries, changed, size = tries + len(records), changed + of_way, size + sum(map(len, records))
            for what, record in trial.faults:
                faults += 1
                print(f"{file.name} {way}: {what}" + ("" if record is None else f" (record {record + 1})"))
                if args.keep and record is not None and record < len(records):
                    args.keep.mkdir(parents=True, exist_ok=True)
                    (args.keep / f"{file.stem}-{way}-{record + 1}.jsonl").write_bytes(records[record])
            print(f"{file.name} {way}: {len(records)} records, {of_way} of them changed, {len(trial.faults)} faults", flush=True)
    spent = time.monotonic() - started
    print(f"{tries} records of {size >> 20} MiB in {spent:.0f} s, {changed} of them changed: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
