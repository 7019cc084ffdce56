#!/usr/bin/env python3
"""Inputs that are too much, and places that cannot be read or written: what comes of each, with time and peak memory.

    tests/faults/inputs.py [--scale N] [--only NAME,…] DEBOIL FOLDER

The inputs are made in a new folder below FOLDER, of which some 3 GB are needed; `--scale 100` makes them a hundred times as small, which shows
that the script works and nothing else. Files that cannot be read, and a disk that is full, need root (a small tmpfs is mounted, and the program
runs as `nobody`); without it they are passed over. What must hold is asserted: no panic, the exit status, what is said, the bytes of what is
written, and that the inputs are what they were. The exit status is 1 where something does not hold. Only Python's standard library is needed.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RULE = """deboil = 1
[[rule]]
id = "friend"
title = "Call to become a friend"
category = "promo/subscribe"
match = { line = ["Become a friend of the house"] }
hits = []
keeps = []
"""
SENTENCE = b"The last keeper left the lighthouse in October and carried his bed, two chairs and a parrot down the steps. "
RECORD = json.dumps({"text": "It rained all week.\n\nBecome a friend of the house\n"}).encode() + b"\n"
CLEAN = json.dumps({"text": "It rained all week.\n"}).encode() + b"\n"
GIB = 1 << 30


def repeated(unit, size):
    """Pieces of some bytes, again and again, up to a size."""
    block = unit * max(1, (1 << 20) // len(unit))
    while size > 0:
        yield block[:size]
        size -= len(block)


def line_of_text(path, scale):
    write(path / "in/a.txt", repeated(SENTENCE, GIB // scale), [b"\n"])


def line_of_record(path, scale):
    write(path / "in/a.jsonl", [RECORD, b'{"text": "'], repeated(SENTENCE, GIB // scale), [b'"}\n', RECORD])


def lines_of_text(path, scale):
    write(path / "in/a.txt", repeated(b"ab cd\n", 6 * 10_000_000 // scale))


def lines_of_record(path, scale):
    write(path / "in/a.jsonl", [RECORD, b'{"text": "'], repeated(b"a\\n", 3 * 10_000_000 // scale), [b'"}\n', RECORD])


def records(path, scale):
    write(path / "in/a.jsonl", repeated(RECORD, len(RECORD) * 10_000_000 // scale))


def bomb_of_text(path, scale):
    write(path / "in/a.txt.gz", repeated(b"\0", 4 * GIB // scale), opened=lambda name: gzip.open(name, "wb", 1))


def bomb_of_record(path, scale):
    pieces = [[RECORD, b'{"text": "'], repeated(b" ", 4 * GIB // scale), [b'"}\n', RECORD]]
    write(path / "in/a.jsonl.gz", *pieces, opened=lambda name: gzip.open(name, "wb", 1))


def unreadable(path, _):
    for name in ("a.txt", "b.jsonl", "c.txt"):
        write(path / "in" / name, [RECORD if "json" in name else b"It rained.\nBecome a friend of the house\n"])
    for name in ("in/a.txt", "in/b.jsonl"):
        (path / name).chmod(0)
    (path / "in/d").mkdir()
    write(path / "in/d/e.txt", [b"It rained.\n"])
    (path / "in/d").chmod(0)


def full(path, _):
    (path / "disk").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path / "disk"], check=True)
    (path / "out").symlink_to(path / "disk")
    for n in range(40):
        text = SENTENCE * 1000 + b"\n\nBecome a friend of the house\n"
        write(path / f"in/{n:02}.txt", [text])


def write(name, *pieces, opened=lambda name: open(name, "wb")):
    with opened(name) as file:
        for some in pieces:
            for piece in some:
                file.write(piece)


def digests(folder):
    if not folder.exists():
        return {}
    return {path.name: digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def digest(path):
    done = hashlib.blake2b()
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        while block := file.read(1 << 20):
            done.update(block)
    return done.hexdigest()


def digest_of(*pieces):
    done = hashlib.blake2b()
    for some in pieces:
        for piece in some:
            done.update(piece)
    return done.hexdigest()


# Name → what makes it, the exit status, what is said, the outputs by their digests (None: they are not looked at), and whether it needs root.
CASES = {
    "a line of 1 GiB in a text": (line_of_text, 2, "in/a.txt: it has more than 64 MiB, too much for one text", lambda _: {}),
    "a line of 1 GiB among records": (
        line_of_record,
        2,
        "in/a.jsonl:2: it has more than 64 MiB, too much for one record",
        lambda scale: {"a.jsonl": digest_of([CLEAN, b'{"text": "'], repeated(SENTENCE, GIB // scale), [b'"}\n', CLEAN])},
    ),
    "ten million lines in a text": (lines_of_text, 2, "in/a.txt: it has more than 1000000 lines, too many for one text", lambda _: {}),
    "ten million lines in a record": (
        lines_of_record,
        2,
        "in/a.jsonl:2: it has more than 1000000 lines, too many for one text",
        lambda scale: {"a.jsonl": digest_of([CLEAN, b'{"text": "'], repeated(b"a\\n", 30_000_000 // scale), [b'"}\n', CLEAN])},
    ),
    "ten million records": (records, 0, "", lambda scale: {"a.jsonl": digest_of(repeated(CLEAN, len(CLEAN) * 10_000_000 // scale))}),
    "4 GiB of a text in 18 MB of gzip": (bomb_of_text, 2, "in/a.txt.gz: it unpacks to more than 64 MiB", lambda _: {}),
    "4 GiB of a record in 18 MB of gzip": (bomb_of_record, 2, "in/a.jsonl.gz:2: it has more than 64 MiB", None),
    "files and a folder that cannot be read": (unreadable, 2, "in/a.txt: Permission denied", lambda _: {"c.txt": digest_of([b"It rained.\n"])}),
    "a disk that is full": (full, 2, "No space left on device", None),
}
NEED_ROOT = {"files and a folder that cannot be read", "a disk that is full"}


class Run:
    """A run of the program, and what it took."""

    def __init__(self, program, folder, as_nobody):
        # GNU time would do; the kernel's figure for a child that was waited for is the same without it.
        script = (
            "import resource, subprocess, sys\n"
            "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
            "sys.stderr.buffer.write(done.stderr[:20000])\n"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(done.returncode, used.ru_maxrss, used.ru_utime + used.ru_stime)\n"
        )
        args = [program, "clean", "--no-builtin", "--rules", "house.toml", "--out", "out", "--ledger", "ledger", "-j", "2", "--quiet", "in"]
        if as_nobody:
            args = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *args]
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-c", script, *map(str, args)], capture_output=True, text=True, cwd=folder, check=False)
        self.wall = time.monotonic() - started
        self.said = done.stderr
        status, memory, self.seconds = (done.stdout.split() or ["1000", "0", "0"])[:3]
        self.status, self.mib = int(status), int(memory) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    faults = 0
    print("| input | exit | memory, MiB | processor, s | |\n|---|---|---|---|---|")
    for name, (make, status, said, outputs) in CASES.items():
        if args.only and name not in args.only.split(","):
            continue
        if name in NEED_ROOT and os.geteuid() != 0:
            print(f"| {name} | | | | passed over: it needs root |")
            continue
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            folder = Path(folder)
            folder.chmod(0o777)
            (folder / "in").mkdir()
            (folder / "house.toml").write_text(RULE)
            make(folder, args.scale)
            try:
                before = digests(folder / "in")
                run = Run(args.program.resolve(), folder, make is unreadable)
                fault = "" if run.status == status else f"exit status {run.status}"
                if "panicked" in run.said or said not in run.said:
                    fault = repr(run.said[-200:])
                if digests(folder / "in") != before:
                    fault = "an input was changed"
                found = digests(folder / "out")
                if outputs and found != outputs(args.scale):
                    fault = f"the outputs differ: {list(found)}"
                left = [path for path in (folder / "out").glob(".deboil-*")]
                if left:
                    fault = f"left: {left}"
                if make is full:
                    whole = digest_of([SENTENCE * 1000 + b"\n"])
                    written = [value == whole for value in found.values()]
                    fault = fault or ("" if written and all(written) and len(written) < 40 else f"{written} are whole")
            finally:
                if make is full:
                    subprocess.run(["umount", folder / "disk"], check=True)
        faults += bool(fault)
        told = f"FAULT: {fault}" if fault else next((line for line in run.said.splitlines() if said and said in line), "")[:120]
        print(f"| {name} | {run.status} | {run.mib:.0f} | {float(run.seconds):.1f} | {told} |", flush=True)
    print(f"\n{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
