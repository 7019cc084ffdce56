"""A loop of compiled patterns, as scripts that clean a corpus have it: the lines on which none is found are written."""
import re
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    patterns = [re.compile(line.rstrip("\n"), re.IGNORECASE) for line in lines]
with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        if not any(pattern.search(line) for pattern in patterns):
            sys.stdout.write(line)
