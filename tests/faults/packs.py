#!/usr/bin/env python3
"""Rule packs as a stranger would write them to make a run slow or large: time and memory of each.

    tests/faults/packs.py [--seconds N] [--mib N] [--only NAME,…] DEBOIL

Each pack is used alone on texts that are made for it; then a hundred kilobytes of them are cleaned, and ten times as much. What
must hold: the pack is refused with a message that names its place, or the run takes no more than `--seconds` for loading plus
so many for a megabyte, no more than `--mib` MiB of memory, and for ten times the text not more than some twelve times as long.
The exit status is 1 where one of them does not hold. Only Python's standard library is needed.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = "deboil = 1\n[pack]\nbuiltin = false\n"


def rule(match, number=0, more=""):
    return f"""[[rule]]
id = "r{number}"
title = "a rule of a stranger"
category = "promo/subscribe"
{f"match = {match}" if match else ""}
hits = ["a"]
keeps = ["b"]
{more}
"""


def words(count, length=8):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(letters[(n * 7 + k * (n % 11 + 3)) % 26] for k in range(length)) + str(n) for n in range(count)]


LINES = ("the ferry sails at noon and the baker waits\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n", "read more\n", "\n")
MIXED = "".join(LINES)
LONG = "c" + "a" * 60_000 + "\n"
WORDS = "c " + "a b " * 15_000 + "\n"
TRIGGERS = "a\n"
PROSE = "The last keeper left the lighthouse in October and carried his bed, two chairs and a parrot down one hundred and twelve steps.\n"

# Name → the pack, and the text that is made for it.
PACKS = {
    "alternation of 20,000 words": (rule("{ regex = ['''^(?:" + "|".join(words(20_000, 3)) + ")$'''] }"), MIXED),
    "100,000 phrases": (rule("{ contains = [" + ", ".join(f'"{w}"' for w in words(100_000, 3)) + "] }"), MIXED),
    "nested repetition": (rule("{ regex = ['''(?:(?:(?:a{1,50}){1,50}){1,50}){1,50}'''] }"), LONG),
    "nested stars": (rule("{ regex = ['''^(?:(?:a*)*)*b$'''] }"), LONG),
    "polynomial in a backtracker": (rule("{ regex = ['''^(?:a|aa|aaa)+(?:a|b)+c$'''] }"), LONG),
    "repeated wild cards": (rule("{ regex = ['''a.*a.*a.*a.*a.*a.*a.*c'''] }"), LONG),
    "many short repeats": (rule("{ regex = ['''(?:.{0,30}a){9}c'''] }"), LONG),
    "unanchored beginnings": (rule("{ regex = ['''[a-z ]*c$'''] }"), LONG),
    "unanchored beginnings of spans": (rule("{ regex = ['''[ab ]*c'''] }", more='scope = "span"'), WORDS),
    "a span for every word": (rule("{ regex = ['''\\ba\\b'''] }", more='scope = "span"'), WORDS),
    "brackets never closed": (rule("{ contains = [\"a\"] }", more='scope = "span"\nspan = { open = "(", close = ")", max_chars = 100000 }'), "(a " * 20_000 + "\n"),
    "large classes": (rule("{ regex = ['''^(?:\\pL\\pN\\pP){1,60}\\pL{1,250}$'''] }"), MIXED),
    "deep groups": (rule("{ regex = ['''" + "(?:" * 240 + "a" + ")" * 240 + "'''] }"), LONG),
    "deeper groups": (rule("{ regex = ['''" + "(?:" * 50_000 + "a" + ")" * 50_000 + "'''] }"), LONG),
    "20,000 rules": ("".join(rule(f'{{ contains = ["{w}"] }}', n) for n, w in enumerate(words(20_000))), MIXED),
    "8,000 rules that match everything": ("".join(rule("{ words = { min = 1 } }", n, "weight = 0.00001") for n in range(8_000)), TRIGGERS),
    "8,000 patterns without literals": ("".join(rule(f"{{ regex = ['''^[a-z]{{1,{n % 200 + 1}}} [a-z]{{{n // 200 + 1}}}$'''] }}", n) for n in range(8_000)), MIXED),
    "8,000 patterns of one literal": ("".join(rule(f"{{ regex = ['''read more.{{{n % 250}}}.{{{n // 250}}}x'''] }}", n) for n in range(8_000)), MIXED),
    "600 patterns near the limit": ("".join(rule(f"{{ regex = ['''a[^x]{{1,{1000 + n}}}b.{{0,{n + 1}}}c'''] }}", n) for n in range(600)), LONG),
    "300 large classes repeated": ("".join(rule(f"{{ regex = ['''\\pL{{1,{20 + n % 40}}}\\pN{{{n // 40 + 1}}}'''] }}", n) for n in range(300)), MIXED),
    "match of everything": (rule("{ regex = ['''.'''] }"), MIXED),
    "match of nothing but place": (rule("{ regex = ['''$'''] }"), MIXED),
    "regions to the end": (rule('{ line = ["a"] }', more='scope = "region"\nregion = { end = "eof", max_lines = 4000000000 }'), TRIGGERS),
    "regions to no blank": (rule('{ line = ["a"] }', more='scope = "region"\nregion = { end = "blank", max_lines = 4000000000, abort_if_prose = { words = 4000000000 } }'), TRIGGERS),
    "regions that are refused": (rule('{ line = ["a"] }', more='scope = "region"\nregion = { end = "eof", max_lines = 4000000000, abort_if_prose = { words = 2 } }'), TRIGGERS),
    "regions until nothing": (rule('{ line = ["a"] }', more='scope = "region"\nregion = { until = { regex = ["^x+y$"] }, max_lines = 4000000000 }'), TRIGGERS),
    "near within everything": (rule('{ line = ["a"] }', more='near = { within = 4000000000, any = { line = ["zzz"] } }'), TRIGGERS),
    "found within everything": (rule('{ line = ["a"] }', more='weight = 0.5\nnear = { within = 4000000000, found = true }'), TRIGGERS),
    "unless within everything": (rule('{ line = ["a"] }', more='unless = [' + ", ".join('{ on = "near", within = 1000000000, line = ["zzz"] }' for _ in range(50)) + "]"), TRIGGERS),
    "2,000 exceptions": (rule('{ line = ["a"] }', more="unless = [" + ", ".join(f'{{ regex = ["{w}$"] }}' for w in words(2_000)) + "]"), TRIGGERS),
    "2,000 exceptions of the document": (rule('{ line = ["a"] }', more="unless = [" + ", ".join(f'{{ on = "document", regex = ["{w}$"] }}' for w in words(2_000)) + "]"), TRIGGERS),
    "run of everything": (rule("{ words = { min = 1 } }", more='scope = "run"\nrun = { min = 2, gap = 4000000000 }'), MIXED),
    "sequence of everything": (rule("", more='scope = "sequence"\nsequence = "(?:a|b)*(?:a|b)*(?:a|b)*c"\nclasses = { a = { line = ["a"] }, b = { words = { min = 1 } }, c = { line = ["zzz"] } }'), TRIGGERS),
    "sequence of nested repeats": (rule("", more='scope = "sequence"\nsequence = "(?:(?:a{1,100}){1,100}){1,100}"\nclasses = { a = { line = ["a"] } }'), TRIGGERS),
    "replacement by a megabyte": (rule('{ line = ["a"] }', more='action = "replace"\nwith = "' + "x" * 1_000_000 + '"'), TRIGGERS),
    "captures of everything": (rule("{ regex = ['''^(?<a>(?<b>(?<c>(?<d>.*))))$'''] }", more='action = "capture"'), MIXED),
    "hints that bring hints": (rule('{ line = ["a"] }', more='where = { first = 1 }') + rule('{ line = ["a"] }', 1, 'near = { within = 1, found = true }'), TRIGGERS),
    "lists of lists": ("[lists]\n" + "".join(f'l{n} = ["{{{{l{n + 1}}}}} {{{{l{n + 1}}}}}", "x{n}"]\n' for n in range(7)) + 'l7 = ["a", "b", "c"]\n' + rule('{ contains = ["{{l0}}"] }'), MIXED),
    "a list in a pattern 10,000 times": ("[lists]\nl = [" + ", ".join(f'"{w}"' for w in words(4_000)) + "]\n" + rule("{ regex = ['''" + "{{l}}" * 10_000 + "'''] }"), MIXED),
    "deep tables": ("x = " + "{ a = " * 5_000 + "1" + " }" * 5_000 + "\n", MIXED),
    "deep arrays": ("x = " + "[" * 100_000 + "]" * 100_000 + "\n", MIXED),
    "deep keys": (".".join("a" for _ in range(100_000)) + " = 1\n", MIXED),
    "20,000 errors": ("".join(rule("{ regex = ['''('''] }", n) for n in range(20_000)), MIXED),
    "a file of 5 MiB": ("# " + "x" * (5 << 20) + "\n", MIXED),
    "newer format": (None, MIXED),
}


class Used:
    """What a run of the program takes."""

    def __init__(self, program, pack, text, limit):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        started = time.monotonic()
        # GNU time would do; the kernel's figure for a child that was waited for is the same without it.
        script = (
            "import resource, subprocess, sys\n"
            f"done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout={limit})\n"
            "sys.stderr.buffer.write(done.stderr[:20000])\n"
            "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        )
        args = [program, "clean", "--rules", pack, "--quiet", "-j", "1", "--format", "text", text]
        done = subprocess.run([sys.executable, "-c", script, *map(str, args)], capture_output=True, text=True, check=False)
        self.wall = time.monotonic() - started
        self.seconds = max(0, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
        self.said = done.stderr
        self.late = "TimeoutExpired" in done.stderr
        status, memory = (done.stdout.split() or ["1000", "0"])[:2]
        self.status, self.mib = int(status), int(memory) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--mib", type=float, default=1024)
    parser.add_argument("--only", default="")
    parser.add_argument("program", type=Path)
    args = parser.parse_args()
    program = args.program.resolve()
    faults = 0
    print("| pack | loading, s | 1 MB, s | memory, MiB | |\n|---|---|---|---|---|")
    for name, (body, unit) in PACKS.items():
        if args.only and name not in args.only.split(","):
            continue
        with tempfile.TemporaryDirectory() as folder:
            pack = Path(folder) / "house.toml"
            pack.write_text(HEAD + body if body is not None else "deboil = 2\n" + rule('{ line = ["a"] }'))
            texts = {}
            for size in (0, 100_000, 1_000_000):
                texts[size] = Path(folder) / f"{size}.txt"
                texts[size].write_text(unit * max(1, size // len(unit)) if size else "")
            limit = args.seconds * 6
            runs = [Used(program, pack, text, limit) for text in texts.values()]
        empty, small, large = runs
        memory = max(run.mib for run in runs)
        told = ""
        if any(run.late for run in runs):
            fault = f"a run took more than {limit:.0f} s"
        elif any(run.status not in (0, 2, 3) or "panicked" in run.said for run in runs):
            fault = f"exit status {[run.status for run in runs]}: {large.said[-200:]!r}"
        elif empty.status == 2:
            told = next((line for line in empty.said.splitlines() if line.startswith("error")), empty.said[:90])[:110]
            fault = "" if "house.toml" in empty.said else "refused without its place"
        else:
            grown = (large.seconds - empty.seconds) / max(0.1, small.seconds - empty.seconds)
            fault = f"{grown:.0f} times as long for ten times the text" if grown > 15 else ""
        if not fault and empty.seconds > args.seconds:
            fault = "slow to load"
        if not fault and large.seconds - empty.seconds > args.seconds:
            fault = "slow"
        if not fault and memory > args.mib:
            fault = "large"
        faults += bool(fault)
        told = f"FAULT: {fault}" if fault else f"refused: {told}" if empty.status == 2 else ""
        print(f"| {name} | {empty.seconds:.1f} | {large.seconds - empty.seconds:.1f} | {memory:.0f} | {told} |", flush=True)
    print(f"\n{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
