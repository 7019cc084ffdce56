#!/usr/bin/env python3
"""Counts the instructions that the release program takes for a fixed input, so that a slowdown is seen without timing.

usage: instructions.py DEBOIL            fails where a count is more than TOLERANCE above the one in instructions.json
       instructions.py DEBOIL --renew    writes what it counts into instructions.json

DEBOIL is the program as `cargo build --release` makes it. The input is made here, from text of our own and a fixed sequence of numbers. The counts
are those of valgrind on one thread: they do not depend on what else the machine does. They do depend on the compiler and on which vector
instructions the processor has; where these are others than those in instructions.json, the counts are shown and nothing fails.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 0.05
RECORDS = 120
COUNTS = pathlib.Path(__file__).with_name("instructions.json")

SUBJECTS = ["the harbour master", "a retired pilot", "the clerk of Lower Sandal", "my neighbour", "the youngest keeper", "nobody on the quay"]
VERBS = ["counted", "repaired", "had forgotten", "wrote about", "would not sell", "painted over", "asked for", "waited beside"]
OBJECTS = ["the old lamp", "four thousand ballots", "a boat without a name", "the timetable of 1911", "“our causeway”", "two crates of café chairs"]
PLACES = ["in the school gym", "before the tide came in", "on the eastern pier", "for most of a winter", "while it rained", "at a price that he kept to himself"]
BOILERPLATE = [
    "Read more: Why The Ferry Is Painted Green",
    "Sign up for our newsletter and never miss a story from the coast",
    "Image Via Shutterstock",
    "Follow us on Facebook and Twitter",
    "Share this article",
    "Advertisement",
    "Posted In: NewsPoliticsCoast",
    "© Sandal Courier. All rights reserved.",
]


def numbers():
    """A fixed sequence of numbers (a linear congruential generator)."""
    state = 20240229
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        yield state >> 33


def records(count):
    sequence = numbers()
    pick = lambda some: some[next(sequence) % len(some)]
    sentence = lambda: f"{pick(SUBJECTS)} {pick(VERBS)} {pick(OBJECTS)} {pick(PLACES)}, {next(sequence) % 900} people said.".capitalize()
    for number in range(count):
        lines = []
        for _ in range(6 + next(sequence) % 9):
            lines.append(" ".join(sentence() for _ in range(1 + next(sequence) % 5)))
            if next(sequence) % 4 == 0:
                lines.append(pick(BOILERPLATE))
        yield {"id": number, "title": sentence(), "lang": "en", "text": "\n\n".join(lines) + "\n"}


def counted(deboil, path):
    """Instructions that the cleaning of a file takes."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", str(deboil), "clean", "--quiet"]
    command += ["--threads", "1", "--date", "2026-01-01", "--config", str(path.with_name("deboil.toml")), str(path)]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    found = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr.decode(errors="replace"))
    if run.returncode or not found:
        sys.exit(f"instructions: {path.name}: {run.stderr.decode(errors='replace')[-2000:]}")
    return int(found[1].replace(",", ""))


def measured(deboil):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "deboil.toml").write_text("")
        made = list(records(RECORDS))
        (folder / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in made))
        (folder / "article.txt").write_text(made[0]["text"])
        return {name: counted(deboil, folder / name) for name in ("article.txt", "records.jsonl")}


def conditions():
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    try:
        flags = set(re.search(r"^flags\s*:(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)[1].split())
    except (OSError, TypeError):
        flags = set()
    vectors = [name for name in ("sse4_2", "avx2") if name in flags]  # valgrind knows none beyond
    return {"compiler": compiler, "vectors": vectors}


def has_valgrind():
    if not shutil.which("valgrind") and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", "valgrind"], stdout=subprocess.DEVNULL, check=False)
    return shutil.which("valgrind")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--renew"]):
        sys.exit(__doc__)
    deboil = pathlib.Path(sys.argv[1])
    if not has_valgrind():
        print("instructions: skipped, there is no valgrind and it cannot be installed")
        return
    now = {**conditions(), "counts": measured(deboil)}
    if sys.argv[2:]:
        COUNTS.write_text(json.dumps(now, indent=2) + "\n")
    known = json.loads(COUNTS.read_text())
    same = all(known[key] == now[key] for key in ("compiler", "vectors"))
    slower = []
    for name, count in now["counts"].items():
        before = known["counts"][name]
        print(f"instructions: {name}: {count / 1e6:,.1f} million, {count / before - 1:+.1%} against {before / 1e6:,.1f}")
        slower += [name] if count > before * (1 + TOLERANCE) else []
        if same and count < before * (1 - TOLERANCE):
            print("instructions: fewer than before: `--renew` makes that the measure")
    if not same:
        print(f"instructions: not compared: counted with {known['compiler']} and {known['vectors']}, this is {now['compiler']} and {now['vectors']}")
    elif slower:
        sys.exit(f"instructions: more than {TOLERANCE:.0%} above what is in {COUNTS.name}: {', '.join(slower)}; find out why, or `--renew`")


if __name__ == "__main__":
    main()
