"""The score of a mutation run: what counts as noticed, and each reason for which the task fails."""

import json

import pytest

from mutation import score

KEY = ("verdicts.py", "return a", "return b")


@pytest.fixture
def judged(tmp_path, monkeypatch, capsys):
    """Return what the task says of a run with these outcomes and these explanations."""

    def run(codes, explained="", floor=90, module="verdicts.py"):
        folder = tmp_path / "mutants/src/ecoindicators"
        folder.mkdir(parents=True)
        keys = {f"ecoindicators.verdicts.x_f__mutmut_{i}": code for i, code in enumerate(codes)}
        (folder / "verdicts.py.meta").write_text(json.dumps({"exit_code_by_key": keys}), encoding="utf-8")
        (tmp_path / "survivors.toml").write_text(
            f'floor = {floor}\nexplained = ["{module}"]\n{explained}', encoding="utf-8"
        )
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(score, "SURVIVORS", tmp_path / "survivors.toml")
        monkeypatch.setattr(score, "change", lambda *_: KEY[1:])  # mutmut itself is no dependency of the tests
        code = score.main(["--survivors"])
        captured = capsys.readouterr()
        return code, captured.out.splitlines(), captured.err.splitlines()

    return run


EXPLAINED = """[[survivor]]
file = "verdicts.py"
before = '''return a'''
after = '''return b'''
why = "a is b"
"""


def test_failed_tests_and_endless_ones_are_noticed(judged):
    """A test that fails or never ends has noticed the change; the table counts both."""
    code, out, wrong = judged([1, 3, 1, 36, -24])
    assert (code, wrong) == (0, [""])
    assert out[-1].split() == ["all", "5", "3", "2", "0", "0", "100.0%"]
    assert out[1].split()[0] == "verdicts.py"


def test_a_score_under_the_floor_fails(judged):
    """Two of four is 50 %."""
    code, _, wrong = judged([1, 1, 0, 33], EXPLAINED)
    assert code == 1
    assert wrong == ["the score 50.0 % is under the floor of 90 %"]


def test_a_survivor_that_is_not_explained_fails_and_is_shown(judged):
    """Its change is printed as TOML, ready for a reason."""
    code, out, wrong = judged([1] * 19 + [0])
    assert code == 1
    assert wrong == ["1 survivors are not explained in survivors.toml (--survivors prints them)"]
    assert out[-5:] == [
        "[[survivor]]",
        "file = 'verdicts.py'",
        "before = '''return a'''",
        "after = '''return b'''",
        'why = ""',
    ]


def test_a_survivor_of_a_module_that_is_not_all_explained_is_shown_and_counted(judged):
    """It lowers the score, and no more."""
    code, out, wrong = judged([1] * 19 + [0], module="other.py")
    assert (code, wrong) == (0, [""])
    assert 'why = ""' in out


def test_an_empty_explanation_explains_nothing(judged):
    """The reason itself must be given."""
    assert judged([1] * 19 + [0], EXPLAINED.replace("a is b", ""))[0] == 1


def test_an_explained_survivor_passes(judged):
    """It is counted against the score, and that is all."""
    assert judged([1] * 19 + [0], EXPLAINED)[0] == 0


def test_an_explanation_of_what_is_killed_fails(judged):
    """The list holds survivors only."""
    code, _, wrong = judged([1] * 20, EXPLAINED)
    assert (code, wrong) == (1, ["survivors.toml explains what no longer survives: verdicts.py: return a -> return b"])


def test_a_run_that_was_broken_off_fails(judged):
    """What was not tried is neither killed nor explained."""
    code, _, wrong = judged([1] * 19 + [None])
    assert code == 1
    assert wrong == ["1 mutants were not checked: run mutmut to its end"]
