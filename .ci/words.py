"""Find retired words: as part of a name in code, and in what a person reads (docs, help, messages, comments).

python .ci/words.py            counts per folder and word; exit code 1 if there are more than `words.json` allows
python .ci/words.py --list     every place
python .ci/words.py --strict   exit code 1 if there is any
python .ci/words.py --update   write the counts to `words.json`: they may only become smaller
"""

import argparse
import ast
import io
import json
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASELINE = Path(__file__).with_suffix(".json")
NAMES = {
    "told",
    "tell",
    "tells",
    "teller",
    "found",
    "eyes",
    "look",
    "looks",
    "looked",
    "looking",
    "sight",
    "seen",
    "putter",
    "putback",
    "fly",
    "flight",
    "halt",
    "halted",
    "chapter",
    "chapters",
    "book",
    "going",
    "gone",
    "fellow",
    "fellows",
    "together",
    "patience",
    "makeup",
    "belief",
    "beliefs",
    "trouble",
    "troubles",
    "agenda",
    "mend",
    "mended",
    "cure",
    "cured",
    "doubt",
    "doubts",
}
"""Parts of names: `looked_at` and `PushHalted` hold one each."""
MODULES = {"agenda", "belief", "ends", "habits", "handle", "looks", "trouble", "words"}
"""Names of modules that say nothing of what they hold."""
PROSE = {
    "told": r"\b(?:is|are|was|were|be|been) told\b|\btold\b|\btell(?:s|ing)?\b",
    "put back": r"\b(?:put|puts|putting) (?:\w+ ){0,2}back\b",
    "look": r"\blook(?:s|ed|ing)?\b(?! +(?:up|like)\b)(?! [a-z]+ up\b)|\beyes\b|\bsight\b",
    "somebody": r"\bsomebody else\b|\bnobody\b",
    "mend": r"\bmend(?:s|ed|ing)?\b|\bcure[sd]?\b",
    "doubt": r"\bdoubt(?:s|ed|ful)?\b",
    "halt": r"\bhalt(?:s|ed)?\b",
    "patience": r"\bpatience\b",
    "divided by": r"\bdivided by commas?\b",
    "of which": r"\bof (?:which|whom)\b|\bof what\b.*\bof what\b",
    "the same": r"\bas above\b|\ball of it\b",
    "fellows": r"\bfellows?\b",
}
TEXTS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in PROSE.items()}
USUAL = {"look_up", "looked_up", "mask_looked_up", "_LOOKED_UP"}
"""To look something up is the usual term for it."""
PARTS = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
GENERATED = ("docs/facts", "CHANGELOG.md")
"""Not searched: sources quote other people's words, and the past stays as it was."""


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a file defines, with its line; but for a `found` beside its `allowed`, as messages have them."""
    pairs: set[ast.AST] = set()
    for node in ast.walk(tree):
        parts = [*node.args.args, *node.args.kwonlyargs] if isinstance(node, ast.FunctionDef) else []
        parts += (
            [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
            if isinstance(node, ast.ClassDef)
            else []
        )
        both = {str(getattr(part, "arg", getattr(part, "id", ""))): part for part in parts}
        pairs |= {both["found"]} if both.keys() >= {"found", "allowed"} else set()
    for node in ast.walk(tree):
        if node in pairs:
            continue
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case _:
                pass


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Every comment and string of a file: docstrings, messages, help."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)):
            yield from enumerate(token.string.split("\n"), token.start[0])


def found_in(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, word and text of everything in a file that has a retired word."""
    text = path.read_text(encoding="utf-8")
    lines = enumerate(text.split("\n"), 1)
    if path.suffix == ".py":
        if path.stem in MODULES:
            yield 1, f"module: {path.stem}", path.name
        for number, name in names(ast.parse(text)):
            for part in {part.lower() for part in PARTS.split(name)} & (NAMES if name not in USUAL else set()):
                yield number, f"name: {part}", name
        lines = prose(text)
    for number, line in lines:
        for word, pattern in TEXTS.items():
            if pattern.search(line):
                yield number, word, line.strip()


def searched() -> Iterator[Path]:
    """The files with what people read."""
    every = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/*.md"), *ROOT.glob("fgsp_cli/**/*.py")]
    every += [*ROOT.glob("tests/support/*.py"), *ROOT.glob("tests/*.py")]
    yield from (path for path in sorted(every) if not str(path.relative_to(ROOT)).startswith(GENERATED))


def folder(path: Path) -> str:
    """What a file is counted under: a room of the package, or a folder at the top."""
    return "/".join(path.relative_to(ROOT).parts[:-1][:2]) or "."


def main() -> int:
    """Count, compare, say."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for option in ("--list", "--strict", "--update"):
        parser.add_argument(option, action="store_true")
    options = parser.parse_args()
    counts, words = Counter[str](), Counter[str]()
    for path in searched():
        for number, word, line in found_in(path):
            counts[folder(path)] += 1
            words[word] += 1
            if options.list:
                sys.stdout.write(f"{path.relative_to(ROOT)}:{number}: {word}: {line[:100]}\n")
    allowed: dict[str, int] = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    more = [each for each in counts if options.strict or counts[each] > allowed.get(each, 0)]
    for name, count in sorted(counts.items()):
        sys.stdout.write(f"{count:6} {name}{' - more than before' if name in more and not options.strict else ''}\n")
    sys.stdout.write(
        f"{sum(counts.values()):6} in all: {', '.join(f'{word} {n}' for word, n in words.most_common())}\n"
    )
    if options.update:
        BASELINE.write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n", encoding="utf-8")
        return 0
    return 1 if more else 0


if __name__ == "__main__":
    sys.exit(main())
