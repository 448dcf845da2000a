"""Whatever is read, nothing but the library's own errors comes out: the fuzzers' corpus, and random input."""

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

FUZZ = Path(__file__).parent.parent / "fuzz"
if not FUZZ.is_dir():
    pytest.skip("the fuzzers are not part of this distribution", allow_module_level=True)
spec = importlib.util.spec_from_file_location("fuzz_readers", FUZZ / "readers.py")
readers = importlib.util.module_from_spec(spec)
sys.modules["fuzz_readers"] = readers
spec.loader.exec_module(readers)
CORPUS = {name: sorted((FUZZ / "corpus" / name).iterdir()) for name in readers.READERS}


@pytest.mark.parametrize(
    ("reader", "path"), [(n, p) for n, paths in CORPUS.items() for p in paths], ids=lambda v: getattr(v, "name", v)
)
def test_the_corpus_is_read_or_refused(reader, path):
    """Each file of the corpus gives a value or an error of the library's own; the reader's own checks hold."""
    assert readers.READERS[reader](path.read_bytes()) is None


@st.composite
def changed(draw, reader):
    """Return a file of the corpus with a few of its pieces cut, repeated, or replaced by a word of the reader or by noise."""
    data = draw(st.sampled_from(CORPUS[reader])).read_bytes()
    words = (FUZZ / "words" / f"{reader}.txt").read_text(encoding="utf-8").splitlines()
    piece = st.one_of(
        st.sampled_from(words).map(str.encode), st.binary(max_size=6), st.just(b""), st.just(data[:40] * 3)
    )
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(piece) + data[end:]
    return data


@pytest.mark.parametrize("reader", sorted(readers.READERS))
def test_changed_files_are_read_or_refused(reader):
    """A file of the corpus with random changes gives a value or an error of the library's own."""
    seen = []

    @given(changed(reader))
    def holds(data):
        seen.append(readers.READERS[reader](data))

    holds()
    assert set(seen) == {None}


def test_a_reader_that_breaks_is_noticed(monkeypatch):
    """The harness itself lets an error through that is none of the library's own."""
    monkeypatch.setattr(readers.eco, "judge", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        readers.notation(b"\t\t\n---\n\xe2\x89\xa51")


def test_each_reader_has_a_corpus_and_words():
    """A reader without seeds would be fuzzed blindly."""
    spec = importlib.util.spec_from_file_location("fuzz_run", FUZZ / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    assert set(run.NAMES) == set(readers.READERS)
    for name in run.NAMES:
        assert len(CORPUS[name]) >= 5
        assert '"\\x' in run.dictionary(name)
        assert len({p.read_bytes() for p in CORPUS[name]}) == len(CORPUS[name])
        assert max(p.stat().st_size for p in CORPUS[name]) < 8192
