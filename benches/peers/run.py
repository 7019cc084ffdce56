#!/usr/bin/env python3
"""Runs deboil and its peers side by side on a text of yours, with the same patterns, and prints ratios of one run.

usage: run.py [--deboil PATH] [--profile NAME] [--patterns N] [--rounds N] [--seconds S] TEXT

TEXT is a file of records with a field `text` (.jsonl), or plain text, which is divided into documents of 40 lines. deboil reads it as records; the
peers read its lines as plain text. The patterns are those of the rules (`deboil rules list --patterns`), each put into the syntax of the peer;
what a peer cannot read is left out, for that peer only, and counted. With `--patterns N` only N of them are taken, spread evenly; deboil has them as the
regular expressions of a pack without any other rule. To find what a peer cannot read takes many minutes where all are taken.

Peers: a Python loop of compiled patterns, `grep -E -v -i -f`, ripgrep `-v -i -f`, Hyperscan (the package `hyperscan`), and datatrove's C4 filter, which
has rules of its own. What is not installed is left out. Each is a process on one thread that reads a file and writes into a pipe.

One round of warm-up finds for each how much of the text it does in S seconds; then N rounds (at least 5) go over all of them in turn, each round in
another order. Of each the median counts. The time on an empty text (start, and the compiling of patterns) is measured in the same rounds, shown, and
taken off.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LINES = 40  # of a document where the text is plain
LEAST = 1 << 14  # bytes of the smallest sample
LIMIT = 300  # seconds after which a peer is given up
PATIENCE = 20  # seconds that a peer may take to compile patterns; those with which it takes longer are left out


def documents(path):
    """The texts of a file."""
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines if line.strip()]
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]


def plain(pattern):
    """A pattern without what only the `regex` crate knows."""
    return pattern.replace(r"(?-u:\b)", r"\b")


def posix(pattern):
    """A pattern as `grep -E` reads it: groups without signs, classes by name; nothing where it has more than that."""
    pattern = re.sub(r"\(\?P?<\w+>|\(\?:", "(", plain(pattern))
    pattern = re.sub(r"\(\?[a-z]*\)", "", pattern).replace(r"\d", "[0-9]").replace(r"\-", "-")
    pattern = re.sub(r"\[([^\]]*?)\\s([^\]]*)\]", r"[\1[:space:]\2]", pattern)
    has_more = "(?" in pattern or r"\p" in pattern or r"\P" in pattern or "&&" in pattern or re.search(r"[*+?}][?]|\[[^\]]*\\", pattern)
    return None if has_more else pattern


def pack(patterns):
    """A pack with a rule for each pattern."""
    rule = "[[rule]]\nid = \"p{}\"\ntitle = \"t\"\ncategory = \"promo/other\"\nmatch = {{ regex = [{}] }}\n"
    return "deboil = 1\n" + "".join(rule.format(at, json.dumps(pattern)) for at, pattern in enumerate(patterns))


def accepted(patterns, test):
    return [pattern for pattern in patterns if pattern is not None and test(pattern)]


def python_reads(pattern):
    try:
        re.compile(pattern)
        return True
    except re.error:
        return False


def by_halves(patterns, test):
    """Those of some patterns that pass a test, which is made of many at once."""
    if not patterns or test(patterns):
        return patterns
    if len(patterns) == 1:
        return []
    half = len(patterns) // 2
    return by_halves(patterns[:half], test) + by_halves(patterns[half:], test)


class Peer:
    def __init__(self, name, command, patterns):
        self.name, self.command, self.patterns = name, command, patterns

    def run(self, sample):
        """Seconds for a sample: a folder with `records.jsonl` and `text.txt`."""
        began = time.perf_counter()
        process = subprocess.Popen(self.command(sample), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"})
        try:
            _, said = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None
        if process.returncode not in (0, 1, 3):  # 1: no line is left; 3: the guard left documents alone
            print(f"{self.name}: left out: {said.decode(errors='replace').strip()[-300:]}", file=sys.stderr)
            return None
        return time.perf_counter() - began


def peers(args, folder):
    run = subprocess.run([args.deboil, "rules", "list", "--patterns", "--profile", args.profile], capture_output=True, check=True)
    patterns, rules = run.stdout.decode().splitlines(), ["--profile", args.profile]
    if args.patterns:
        patterns = patterns[:: max(1, len(patterns) // args.patterns)][: args.patterns]
        rules = ["--no-builtin", "--rules", str(folder / "pack.toml")]
        (folder / "pack.toml").write_text(pack(patterns))

    def written(name, some):
        path = folder / name
        path.write_text("".join(pattern + "\n" for pattern in some))
        return str(path)

    def reads(*command):
        def test(some):
            tried = [*command, written("tried", some), os.devnull]
            try:
                return subprocess.run(tried, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE).returncode < 2
            except subprocess.TimeoutExpired:
                return False

        return test

    found = [Peer("deboil", lambda sample: [args.deboil, "clean", "-q", "-j", "1", *rules, str(sample / "records.jsonl")], patterns)]
    loop = accepted(map(plain, patterns), python_reads)
    of_loop = written("python", loop)
    found.append(Peer("Python `re` loop", lambda sample: [sys.executable, str(HERE / "loop.py"), of_loop, str(sample / "text.txt")], loop))
    if shutil.which("grep"):
        known = by_halves(accepted(map(posix, patterns), lambda _: True), reads("grep", "-E", "-v", "-i", "-f"))
        of_grep = written("grep", known)
        found.append(Peer("grep -E -v -i -f", lambda sample: ["grep", "-E", "-v", "-i", "-f", of_grep, str(sample / "text.txt")], known))
    if shutil.which("rg"):
        # A set is tried with less than it may have, so that what alone takes as much is found and left out.
        known = by_halves(patterns, reads("rg", "--no-config", "--regex-size-limit", "64M", "-v", "-i", "-f"))
        flags = ["--no-config", "-j", "1", "--regex-size-limit", "4G", "--dfa-size-limit", "1G", "-v", "-i", "-f"]
        of_rg = written("rg", known)
        found.append(Peer("ripgrep -v -i -f", lambda sample: ["rg", *flags, of_rg, str(sample / "text.txt")], known))
    for name, script, modules in (("Hyperscan", "scan.py", ["hyperscan"]), ("datatrove C4 filter", "c4.py", ["datatrove", "nltk", "spacy"])):
        tried = subprocess.run([sys.executable, "-c", f"import {', '.join(modules)}"], capture_output=True, check=False)
        if tried.returncode:
            print(f"{name}: left out, `pip install {' '.join(modules)}` gets it", file=sys.stderr)
            continue
        known = []
        if script == "scan.py":
            tried = [sys.executable, str(HERE / script), "--check", written("tried", map(plain, patterns))]
            known = subprocess.run(tried, capture_output=True, check=True).stdout.decode().splitlines()
        of_script = written(script, known)
        found.append(Peer(name, lambda sample, script=script, of_script=of_script: [sys.executable, str(HERE / script), of_script, str(sample / "text.txt")], known))
    return found, len(patterns)


def sample(folder, texts, size):
    """A folder with the first texts, of about so many bytes; and how many they are."""
    taken, total = [], 0
    for text in texts:
        if total >= size:
            break
        taken.append(text if text.endswith("\n") else text + "\n")
        total += len(taken[-1].encode())
    made = folder / f"sample{len(taken)}"
    if not made.exists():
        made.mkdir()
        (made / "text.txt").write_text("".join(taken))
        (made / "records.jsonl").write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in taken))
    return made, total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--deboil", default="target/release/deboil")
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--patterns", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    args = parser.parse_args()
    texts = documents(args.text)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        all_peers, count = peers(args, folder)
        empty, _ = sample(folder, [], 0)
        sizes, chosen = {}, []
        for peer in all_peers:
            # Warm-up: the sample grows until it takes long enough.
            start, size = peer.run(empty), LEAST
            while start is not None:
                made, total = sample(folder, texts, size)
                took = peer.run(made)
                if took is None or took - start >= args.seconds / 2 or total < size:
                    break
                size = int(size * min(16, max(2, args.seconds / max(took - start, 1e-3))))
            if start is not None and took is not None:
                sizes[peer.name] = (made, total)
                chosen.append(peer)
            print(f"warm: {peer.name}", file=sys.stderr)
        taken = {peer.name: ([], []) for peer in chosen}
        for turn in range(max(args.rounds, 5)):
            order = chosen[turn % len(chosen) :] + chosen[: turn % len(chosen)]
            for peer in order if turn % 2 == 0 else reversed(order):
                starts, rests = taken[peer.name]
                starts.append(peer.run(empty) or LIMIT)
                rests.append(peer.run(sizes[peer.name][0]) or LIMIT)
            print(f"round {turn + 1}", file=sys.stderr)
        rates = {}
        for peer in chosen:
            starts, rests = taken[peer.name]
            rates[peer.name] = sizes[peer.name][1] / max(statistics.median(rests) - statistics.median(starts), 1e-6) / 1e6
        print("| | patterns | start, s | sample, MB | MB/s | deboil is |\n|---|---|---|---|---|---|")
        for peer in chosen:
            start, rate = statistics.median(taken[peer.name][0]), rates[peer.name]
            known = f"{len(peer.patterns):,} of {count:,}" if peer.patterns else "its own"
            ratio = rates["deboil"] / rate
            print(f"| {peer.name} | {known} | {start:.3f} | {sizes[peer.name][1] / 1e6:.2f} | {rate:.3g} | {ratio:.3g} × |")


if __name__ == "__main__":
    main()
