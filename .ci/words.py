"""Find retired words: as part of a name in code, and in what a person reads (docs, help, messages, comments).

Prints every place, and exits with 1 if there is one.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
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


def main() -> int:
    """List every place; exit code 1 if there is one."""
    places = [
        f"{path.relative_to(ROOT)}:{number}: {word}: {line[:100]}\n"
        for path in searched()
        for number, word, line in found_in(path)
    ]
    sys.stdout.write("".join(places))
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
