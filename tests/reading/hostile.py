"""Writes hostile documents, each by a name that says what is wrong with it.

    python3 hostile.py FOLDER FIXTURES

Nothing but the standard library: the tests run it.
"""
import gzip
import io
import pathlib
import struct
import sys
import zipfile
import zlib

out, fixtures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def pdf(pages, content=lambda number: f"BT /F 12 Tf 72 700 Td (Page {number} of the fictional log.) Tj ET"):
    objects = ["<</Type/Catalog/Pages 2 0 R>>", None, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for number in range(1, pages + 1):
        stream = content(number)
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R"
                       "/Resources<</Font<</F 3 0 R>>>>>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {pages}>>"
    text, places = io.StringIO(), []
    text.write("%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(text.tell())
        text.write(f"{number} 0 obj{body}endobj\n")
    start = text.tell()
    text.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n")
    text.writelines(f"{place:010} 00000 n \n" for place in places)
    text.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
    return text.getvalue().encode("ascii")


def repacked(name, entry, change):
    """A fixture with one entry changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(fixtures / name) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content) if info.filename == entry else content)
    return packed.getvalue()


def entities(content):
    """A thousand million laughs, before the first element."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    head, root = content.split(b"?>", 1)
    return head + b"?><!DOCTYPE x [" + "".join(lines).encode() + b"]>" + root


def deep(content):
    """A hundred thousand elements, one in another, around nothing."""
    at = content.rindex(b"</")
    return content[:at] + b"<x>" * 100_000 + b"</x>" * 100_000 + content[at:]


def overlapping(files=2000, kernel=2_000_000):
    """D. Fifield, A better zip bomb (2019): every entry holds the same compressed bytes."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = data.compress(b"\0" * kernel) + data.flush()
    check = zlib.crc32(b"\0" * kernel)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, check, len(packed), kernel, 1, 0) + b"a" + packed
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, check, len(packed), kernel, 5, 0, 0, 0, 0, 0, 0)
        + f"{number:05}".encode() for number in range(files))
    return local + entries + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, files, files, len(entries), len(local), 0)


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            new.writestr(name, content)
    return packed.getvalue()


def nested(levels):
    inner = b"the innermost letter\n"
    for level in range(levels):
        inner = zipped([("letter.txt" if level == 0 else "inner.zip", inner)])
    return inner


def bombs_in_bombs():
    """No archive of it exceeds the ratio by much; all of them together do."""
    leaf = zipped([("zeros", b"0" * 30_000_000)])
    return zipped([(f"{number}.zip", leaf) for number in range(4)])


write = lambda name, content: (out / name).write_bytes(content)
write("good.txt", b"The fictional quartermaster counted the lamps.\n")
write("pages.pdf", pdf(10_000))
write("entities.docx", repacked("minutes.docx", "word/document.xml", entities))
write("entities.odt", repacked("minutes.odt", "content.xml", entities))
write("deep.docx", repacked("minutes.docx", "word/document.xml", deep))
write("deep.odt", repacked("minutes.odt", "content.xml", deep))
write("overlapping.zip", overlapping())
write("nested-3.zip", nested(3))
write("nested-12.zip", nested(12))
write("bombs.zip", bombs_in_bombs())
write("twice.zip", zipped([("a.txt", b"one\n"), ("b.txt", b"two\n")]).replace(b"b.txt", b"a.txt"))
with zipfile.ZipFile(out / "stored.zip", "w") as stored:
    stored.write(fixtures / "minutes-libreoffice.pdf", "report.pdf")
manifest = ('<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="{}" manifest:media-type="text/xml"><manifest:encryption-data/>'
            '</manifest:file-entry></manifest:manifest>')
odt = b"application/vnd.oasis.opendocument.text"
write("password.odt", zipped([("mimetype", odt), ("content.xml", b"\x93\x11\x02noise" * 50),
                              ("META-INF/manifest.xml", manifest.format("content.xml").encode())]))
write("password-whole.odt", zipped([("mimetype", odt), ("encrypted-package", b"\x93\x11\x02noise" * 50),
                                    ("META-INF/manifest.xml", manifest.format("encrypted-package").encode())]))
heic = (fixtures / "picture.heic").read_bytes()
write("cut.heic", heic[:200])
# The length of a box that goes on beyond the file, and one without end.
write("long-box.heic", heic[:16] + b"\xff\xff\xff\xff" + heic[20:])
write("zero-box.heic", heic[:16] + b"\0\0\0\1" + b"meta" + b"\0" * 8 + heic[28:])
write("pdf.txt", (fixtures / "minutes-libreoffice.pdf").read_bytes())
write("html.pdf", (fixtures / "page.html").read_bytes())
write("zip.jpg", (fixtures / "papers.zip").read_bytes())
write("half-utf8.txt", ("Die Brücke über die Elm wurde für die Übung gesperrt, niemand hörte Köhler zu.\n" * 20).encode()
      .replace("ö".encode(), b"\xc3", 1))
write("utf16-odd.txt", "\ufeffThe lamps were counted twice.".encode("utf-16-le") + b"x")
warc = gzip.decompress((fixtures / "warcio.warc.gz").read_bytes())
write("cut.warc", warc[:-300])
write("cut.warc.gz", (fixtures / "warcio.warc.gz").read_bytes()[:-100])
mail = ("From: Ada <ada@nowhere.example>\nTo: ben@nowhere.example\nSubject: Lamps\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the page.\n"
        "--b\nContent-Type: text/html\n\n<p>See the page. {}</p>\n--b--\n")
write("page-says-more.eml", mail.format("The quartermaster signed.").encode())
write("page-says-the-same.eml", mail.format("").encode())
BOX = ('<w:p><mc:AlternateContent xmlns:mc="x"><mc:Choice><w:r><w:t>in the box</w:t></w:r></mc:Choice><mc:Fallback>'
       '<w:r><w:t>in the box</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p><w:p><w:moveFrom><w:r><w:t>moved</w:t>'
       "</w:r></w:moveFrom></w:p><w:p><w:moveTo><w:r><w:t>moved</w:t></w:r></w:moveTo></w:p>").encode()
write("box.docx", repacked("minutes.docx", "word/document.xml",
                           lambda content: content.replace(b"<w:body>", b"<w:body>" + BOX, 1)))
def with_damaged_picture():
    packed = io.BytesIO((fixtures / "minutes.docx").read_bytes())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_STORED) as document:
        document.writestr("word/media/a.png", b"a picture of a lamp")
    return packed.getvalue().replace(b"a picture of a lamp", b"a picture of a LAMP")


write("damaged-picture.docx", with_damaged_picture())
NOTE = ('<text:p>The lamp<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a small one'
        "</text:p></text:note-body></text:note> was lit.</text:p>").encode()
write("note.odt", repacked("minutes.odt", "content.xml", lambda content: content.replace(b"</office:text>", NOTE + b"</office:text>")))
write("xmp.png", (fixtures / "scan.png").read_bytes() + b"<x:xmpmeta>" + b"<li>" * 300_000 + b"x" + b"</li>" * 300_000 + b"</x:xmpmeta>")
