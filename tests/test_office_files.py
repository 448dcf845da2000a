"""Office files from outside: nothing in them is expanded, fetched, followed or run."""

import io
import zipfile

import openpyxl
import pytest

import ecoindicators as eco
from ecoindicators.drafting import draft_ruleset
from ecoindicators.errors import DossierError, RulesetError

BOMB = '<?xml version="1.0" encoding="{}"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def workbook(path, **parts):
    """Write a sound workbook with some of its parts replaced or added."""
    book = openpyxl.Workbook()
    book.active.append(["分项", "年度", "数值"])
    book.active.append(["forest-grass-coverage", 2023, 44])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/odd.bin"])
def test_what_could_be_expanded_is_refused_in_any_part(tmp_path, part, encoding):
    """A document type is found in UTF-8 and in UTF-16, whatever the part is called."""
    path = workbook(tmp_path / "t.xlsx", **{part: BOMB.format(encoding).encode(encoding)})
    with pytest.raises(DossierError) as caught:
        eco.Dossier.read(path)
    assert str(caught.value) == f"t.xlsx, {part}: it declares a document type or entities and was not read"


def test_a_document_type_across_two_blocks_is_found(tmp_path):
    """A part is looked at in blocks; what begins in one and ends in the next is seen."""
    content = b" " * (2**20 - 4) + b"<!DOCTYPE x>"
    with pytest.raises(DossierError) as caught:
        eco.Dossier.read(workbook(tmp_path / "t.xlsx", **{"xl/sharedStrings.xml": content}))
    assert [p.code for p in caught.value.problems] == ["document-type"]


def test_macros_and_links_to_other_files_are_passed_over(tmp_path):
    """A workbook with a macro and a link to another file gives its values, and neither is opened."""
    link = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    parts = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro", "xl/externalLinks/_rels/externalLink1.xml.rels": link}
    read = eco.Dossier.read(workbook(tmp_path / "t.xlsm", **parts))
    assert [(o.component, o.value) for o in read.observations] == [("forest-grass-coverage", 44)]


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("content", [b"", b"<a>", b"<a/>", b"\0\0"], ids=["empty", "open", "other", "zeros"])
def test_a_damaged_part_is_one_error(tmp_path, name, content):
    """Whatever the library that reads the file raises, it is told as a file that is not sound, or the file holds nothing."""
    path = workbook(tmp_path / "t.xlsx", **{name: content})
    with pytest.raises(RulesetError) as caught:
        draft_ruleset(path)
    assert [p.code for p in caught.value.problems] in (["not-an-office-file"], ["no-table"])
