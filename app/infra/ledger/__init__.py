"""Paints ledger tables, long ones, straight into the PDF that WeasyPrint writes: same look, tagged, many times faster.

WeasyPrint sets the page on which a ledger begins, with the head of its table and one specimen of each kind of text in
it. From those boxes the painter takes everything that it needs to know of the look (columns, paddings, rules, fonts,
sizes, colours), so that the style sheet stays the only place where that is written. It then shapes words with HarfBuzz,
breaks lines, fills pages, and adds these to the file as WeasyPrint closes it. A cell that holds what it cannot set
(right-to-left and complex scripts, emoji) is set by WeasyPrint and placed line by line among the others.

    rows        what a ledger is made of
    pango       what Pango says of text and fonts
    shaping     words as HarfBuzz shapes them (uharfbuzz)
    typeface    the fonts of a style, and its words, each shaped once
    specimen    the look, as measured on WeasyPrint's boxes
    lines       lines broken and written
    setting     cells of lines
    foreign     cells that WeasyPrint sets
    painting    rows on pages; painted is what comes of it
    numbering   page numbers on WeasyPrint's own pages
    tagging     structure elements, bookmarks, links, pages
    file        the file written with small object streams
"""
