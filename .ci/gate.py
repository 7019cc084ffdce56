#!/usr/bin/env python3
"""The quality gate: what the program must keep doing on a corpus of labelled articles.

usage: gate.py DEBOIL CORPUS_DIR

CORPUS_DIR holds JSONL files whose records have `id`, `extractor` and `text`; those of extractor `gold` are clean articles.
For each file: restoring what was cleaned gives the input back byte for byte, cleaning twice changes nothing more, and one
thread and two give the same bytes. Over all clean articles: the default profile changes at most MAX_TOUCHED of them.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

MAX_TOUCHED = 0.03


def clean(deboil, source, *flags):
    run = subprocess.run([deboil, "clean", "--quiet", *flags, str(source)], stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 3):  # 3: the guard left documents alone
        sys.exit(f"gate: cleaning {source} ended with status {run.returncode}")
    return run.stdout


def check_file(deboil, source, folder):
    """Restore, idempotence and independence of threads; returns what was cleaned."""
    ledger, cleaned = folder / "ledger.jsonl", folder / source.name
    cleaned.write_bytes(clean(deboil, source, "--threads", "1", "--ledger", str(ledger)))
    if clean(deboil, source, "--threads", "2") != cleaned.read_bytes():
        sys.exit(f"gate: {source.name}: two threads give other bytes than one")
    restored = subprocess.run([deboil, "restore", "--ledger", str(ledger), str(cleaned)], capture_output=True, check=False)
    if restored.returncode or restored.stdout != source.read_bytes():
        sys.exit(f"gate: {source.name}: it is not restored byte for byte")
    if clean(deboil, cleaned) != cleaned.read_bytes():
        sys.exit(f"gate: {source.name}: cleaning twice changes more")
    return cleaned


def main():
    deboil, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    gold = touched = 0
    for source in sorted(corpus.glob("*.jsonl")):
        with tempfile.TemporaryDirectory() as folder:
            cleaned = check_file(deboil, source, pathlib.Path(folder))
            with source.open(encoding="utf-8") as before, cleaned.open(encoding="utf-8") as after:
                for line, other in zip(before, after):
                    record = json.loads(line)
                    if record["extractor"] == "gold":
                        gold += 1
                        touched += record["text"] != json.loads(other)["text"]
        print(f"gate: {source.name}: restored, idempotent, the same on one thread and two")
    share = touched / gold if gold else 0.0
    print(f"gate: {touched} of {gold} clean articles are changed ({share:.1%}, at most {MAX_TOUCHED:.0%})")
    if share > MAX_TOUCHED:
        sys.exit("gate: the default profile does harm")


if __name__ == "__main__":
    main()
