"""PDF files that want to hang, fill or trick their reader. Each is a function of nothing that gives bytes."""

from __future__ import annotations

import io
import zlib

from pypdf import PdfReader, PdfWriter

from tests.learning.parse.pdf_files import BOLD, FONT, after, file_of, line, of_pages, stream

SHORT = line("A short fact.", 72, 700)


def flate_bomb() -> bytes:
    """One page of 400 MB, from 400 KB."""
    packer = zlib.compressobj(9)
    piece = b" " * (1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(400)) + packer.flush()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 6 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    bomb = stream(packed, b"/Filter/FlateDecode")
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[5 0 R]/Count 1>>", FONT, BOLD, page, bomb])


def nested_filters() -> bytes:
    data = line("Layers.", 72, 700)
    for _ in range(30):
        data = zlib.compress(data)
    content = stream(data, b"/Filter[%s]" % (b"/FlateDecode" * 30))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, content, FONT])


def cyclic_pages() -> bytes:
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])


def deep_pages() -> bytes:
    """Ten thousand nodes in each other."""
    tree = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (at + 3) for at in range(10_000)]
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", *tree, b"<</Type/Page/MediaBox[0 0 612 792]>>"])


def a_page_a_million_times() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    kids = b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"3 0 R " * 1_000_000)
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", kids, page])


def lying_count() -> bytes:
    return of_pages([SHORT]).replace(b"/Count 1>>", b"/Count 2147483647>>")


def many_outlines() -> bytes:
    entry = b"<</Title(x)/Parent 7 0 R/Next %d 0 R>>"
    outlines = [entry % (9 + at) for at in range(200_000)]
    root = b"<</Type/Outlines/First 8 0 R/Count 200000>>"
    return of_pages([SHORT], [root, *outlines], catalogue=b"/Outlines 7 0 R")


def cyclic_outline() -> bytes:
    entry = b"<</Title(x)/Parent 7 0 R/Next 8 0 R/First 8 0 R>>"
    return of_pages([SHORT], [b"<</Type/Outlines/First 8 0 R>>", entry], catalogue=b"/Outlines 7 0 R")


def form_storm() -> bytes:
    """Ten forms, each of which draws the next ten times: 10^9 times the last."""
    first = after(1)
    forms = []
    for at in range(9):
        inside = b"/Resources<</XObject<</X %d 0 R>>>>" % (first + at + 1)
        forms.append(stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + inside))
    forms.append(
        stream(line("again", 72, 700), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 3 0 R>>>>")
    )
    return of_pages([b"/X Do"], forms, b"/XObject<</X %d 0 R>>" % first)


def form_in_itself() -> bytes:
    inside = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % after(1)
    return of_pages([SHORT + b"/X Do"], [stream(b"/X Do", inside)], b"/XObject<</X %d 0 R>>" % after(1))


def scanned() -> bytes:
    picture = stream(
        b"\x00" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    pages = [b"q 612 0 0 792 0 0 cm /I Do Q"] * 3
    return of_pages(pages, [picture], b"/XObject<</I %d 0 R>>" % after(3))


def huge_picture() -> bytes:
    picture = stream(
        b"x", b"/Type/XObject/Subtype/Image/Width 2000000000/Height 2000000000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    )
    return of_pages([SHORT + b"q 9 0 0 9 0 0 cm /I Do Q"], [picture], b"/XObject<</I %d 0 R>>" % after(1))


def locked(user: str, owner: str = "owner") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(of_pages([SHORT]))))
    writer.encrypt(user, owner, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def truncated() -> bytes:
    whole = of_pages([SHORT] * 20)
    return whole[: len(whole) * 2 // 3]


def only_a_head() -> bytes:
    return b"%PDF-1.7\n"


def deep_arrays() -> bytes:
    return of_pages([SHORT], [b"[" * 50_000 + b"]" * 50_000], catalogue=b"/Names %d 0 R" % after(1))


def self_length() -> bytes:
    """A stream whose length is the stream."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    content = b"<</Length 4 0 R>>\nstream\n%s\nendstream" % SHORT
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, content, FONT])


def wild_numbers() -> bytes:
    text = b"BT /F 1e308 Tf 99999999999999999999 -1e400 Td (Far) Tj 1 0 0 nan 5 5 Tm (Odd) Tj ET "
    return of_pages([text + b"[1e999] 0 d 1 2 3 cm /X gs Q Q Q " + SHORT])


def large_numbers() -> bytes:
    large = b"9" * 400
    return of_pages([b"BT /F %s Tf %s -%s Td (Far) Tj ET " % (large, large, large) + SHORT])


def many_operators() -> bytes:
    return of_pages([b"q Q " * 2_000_000 + SHORT], packed=True)


def program() -> bytes:
    """What a reader must not do: run a script, open a file, ask a server."""
    actions = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>"
    return of_pages([SHORT], catalogue=actions + b"/URI<</Base(http://127.0.0.1:9/)>>")


def outside_file() -> bytes:
    """The text of the page stands in another file, says the page."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    content = b"<</Length 0/F(/etc/passwd)/FFilter[]>>\nstream\n\nendstream"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, FONT])
