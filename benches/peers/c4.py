"""datatrove's C4 filter over documents of 40 lines: the lines that it leaves are written."""
import sys

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter

LINES = 40

with open(sys.argv[2], encoding="utf-8") as file:
    lines = file.read().split("\n")
# By lines only: no document is dropped for what it is.
c4 = C4QualityFilter(split_paragraph=True, min_num_sentences=0, filter_lorem_ipsum=False, filter_curly_bracket=False)
for at in range(0, len(lines), LINES):
    document = Document(text="\n".join(lines[at : at + LINES]), id=str(at))
    c4.filter(document)
    sys.stdout.write(document.text + "\n")
