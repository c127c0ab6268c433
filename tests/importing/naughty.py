# ruff: noqa: E501 -- signs of many scripts, which are wider than they are long
"""Strings that have broken programs elsewhere, by family: text that a list may hold and that must stay text.

A few hundred of the known families, written for these tests. None is blank, so that each is something in a cell.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t=", "|", "%", " =", "\u00a0=", "＝", "＋", "＠", ";=", '"=')
_COMMANDS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://127.0.0.1/?"&A1,"open")',
    "SUM(1,2)*cmd|' /C calc'!A0",
    'WEBSERVICE("http://127.0.0.1/")',
    'IMPORTXML("http://127.0.0.1/","//a")',
    'DDE("cmd";"/C calc";"x")',
    "A1&A2",
)
FORMULAS = [f"{start}{command}" for start in FORMULA_STARTS for command in _COMMANDS]

KEPT = [
    "-5",
    "+44 20 7946 0958",
    "@handle",
    "-",
    "--",
    "---",
    "+",
    "=",
    "@",
    "+1 (555) 010-9999",
    "-1.5e9",
    "'quoted",
    "''",
]
"""What looks like the start of a formula and is none; dashes alone say that there is nothing."""

SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script >alert(1)</script >",
    "<script/src=//127.0.0.1/x.js></script>",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1&#41;</script>",
    "<svg/onload=alert`1`>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<math><mtext></math><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<style>@import 'http://127.0.0.1/x.css';</style>",
    "<style>tr{display:none}</style>",
    "<link rel=stylesheet href=http://127.0.0.1/x.css>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>",
    "<base href=http://127.0.0.1/>",
    "<form action=http://127.0.0.1/><button>Go</button></form>",
    "</td></tr></table><h1>Forged</h1>",
    '<!--<img src="--><img src=x onerror=alert(1)>',
    "<![CDATA[<script>alert(1)</script>]]>",
    "<b onmouseover=alert(1)>x</b>",
    "<x style=background:url(http://127.0.0.1/x)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    '" onclick="alert(1)',
    "' onclick='alert(1)",
    "` onclick=`alert(1)",
    "javascript:alert(1)",
    "jAvAsCrIpT:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "<r>rich</r>",
    "<t xml:space='preserve'>x</t>",
]

INJECTIONS = [
    "'; DROP TABLE third_party; --",
    "1'; DROP TABLE third_party--1",
    "' OR 1=1 -- ",
    "' OR '1'='1",
    '" OR ""="',
    "') UNION SELECT password FROM person --",
    "1;SELECT pg_sleep(10)",
    "' || (SELECT 1) || '",
    "\\'; DROP TABLE x; --",
    "%' AND 1=0 UNION ALL SELECT NULL--",
    "%_%",
    "*)(uid=*))(|(uid=*",
    "${7*7}",
    "{{7*7}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{{ config.items() }}",
    "<%= 7*7 %>",
    "#{7*7}",
    "${jndi:ldap://127.0.0.1/a}",
    "$(touch /tmp/owned)",
    "`touch /tmp/owned`",
    "; touch /tmp/owned",
    "| touch /tmp/owned",
    "&& touch /tmp/owned",
    "$HOME",
    "$ENV{'HOME'}",
    "%d",
    "%s%s%s%s%s",
    "%n%n%n",
    "{0}",
    "{}",
    "%(name)s",
    "{name!r}",
    "../../../../../../../../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "\\\\127.0.0.1\\share",
    "http://127.0.0.1:1/x",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "&e;",
    "eval(\"puts 'hello'\")",
    "System('ls')",
    "__import__('os').system('touch /tmp/owned')",
    "!!python/object/apply:os.system ['touch /tmp/owned']",
    "Set-Cookie: a=b",
    "x: y",
    "a\\nb",
    "a%0d%0aSet-Cookie:b",
]

WORDS = [
    "undefined", "undef", "null", "NULL", "(null)", "nil", "NIL", "None", "hasOwnProperty", "constructor", "__proto__",
    "then", "true", "false", "True", "False", "TRUE", "FALSE", "NaN", "nan", "Infinity", "-Infinity", "INF", "1#INF",
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "N/A", "n/a", "TBD", "0", "1", "1.00", "$1.00", "1/2", "1E2",
    "1E02", "1E+02", "-1", "-1.00", "-$1.00", "-1/2", "0/0", "1/0", "0.00", "0..0", ".", "0.0.0", "0,00", "0,,0", ",",
    "0x0", "0xffffffff", "0xffffffffffffffff", "0xabad1dea", "123456789012345678901234567890123456789",
    "1,000.00", "1 000.00", "1'000.00", "1.000,00", "01000", "08", "09", "2.2250738585072011e-308", "2147483648",
    "9223372036854775808", "1e400", "2024-02-30", "30/02/2024", "Mar-1", "SEPT2", "CON", "PRN", "AUX", "COM1", "LPT1",
    "EN-0001", "TP-0001", "TP-900000001", "EN-900000001", "D-001", "self", "system", "admin", "root", "row:1",
]  # fmt: skip

SIGNS = [
    ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "Ω≈ç√∫˜µ≤≥÷", "åß∂ƒ©˙∆˚¬…æ", "œ∑´®†¥¨ˆøπ“‘", "¡™£¢∞§¶•ªº–≠", "¸˛Ç◊ı˜Â¯˘¿",
    "ÅÍÎÏ˝ÓÔÒÚÆ☃", "Œ„´‰ˇÁ¨ˆØ∏”’", "`⁄€‹›ﬁﬂ‡°·‚—±", "⅛⅜⅝⅞", "⁰⁴⁵₀₁₂", "ЁЂЃЄЅІЇЈЉЊЋЌЍЎЏ", "'", '"', "''", '""', "'\"'",
    "\"''''\"'\"", "“double”", "‘single’", "‚low‘", "«guillemets»", "`tick`", "\\", "\\\\", "/", "//", "|", "||", "~", "^",
    "田中さんにあげて下さい", "パーティーへ行かないか", "和製漢語", "部落格", "사회과학원 어학연구소", "찦차를 타고 온 펲시맨", "社會科學院語學研究所",
    "울란바토르", "𠜎𠜱𠝹𠱓𠱸𠲖𠳏", "Ⱥ", "Ⱦ", "ヽ༼ຈل͜ຈ༽ﾉ", "(｡◕ ∀ ◕｡)", "｀ｨ(´∀｀∩", "__ﾛ(,_,*)", "・(￣∀￣)・:*:", "ﾟ･✿ヾ╲(｡◕‿◕｡)╱✿･ﾟ",
    "(╯°□°）╯︵ ┻━┻", "( ͡° ͜ʖ ͡°)", "😍", "👩🏽", "👨‍🦰 👨🏿‍🦰", "👾 🙇 💁", "🐵 🙈 🙉 🙊", "❤️ 💔 💌", "✋🏿 💪🏿", "🇺🇸🇷🇺🇸", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "0️⃣ 1️⃣ 2️⃣", "１２３",
    "١٢٣", "ثم نفس سقطت وبالتحديد", "בְּרֵאשִׁית בָּרָא", "هَالصفحاتالتّحول", "﷽", "ﷺ", "مُنَاقَشَةُ سُبُلِ", "᚛ᚄᚓᚐᚋᚒᚄ ᚑᚄᚂᚑᚏᚅ᚜",
    "̡͓̞ͅI̗c҉h̴", "Z̮̞̠͙͔ͅA̰L͈̜G̻O", "˙ɐnbᴉlɐ ɐuƃɐɯ", "The quick brown fox", "𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐", "𝓣𝓱𝓮 𝓺𝓾𝓲𝓬𝓴", "ⓣⓗⓔ", "ᴛʜᴇ", "Ｔｈｅ", "⒯⒣⒠",
    "ﬀ ﬁ ﬂ ﬃ ﬄ", "ǆ ǅ Ǆ", "ı İ i I", "ß ẞ SS", "Å Å", "é é", "Ǭ Ǭ", "क्षि", "ก็็็็็็", "ཧཱུྃ", "ꦏꦸ", "ᠮᠣᠩᠭᠣᠯ", "𓂀 𓆣", "𐎀𐎁",
]  # fmt: skip

UNSEEN = [
    f"be{mark}fore"
    for mark in (
        "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060", "\u2066",
        "\u2067", "\u2068", "\u2069", "\ufeff", "\u00ad", "\u061c", "\u180e", "\u2028", "\u2029", "\u0085", "\u000b",
        "\u000c", "\u001b", "\u0001", "\u0007", "\u0008", "\u007f", "\u0080", "\u009f", "\ufffe", "\uffff", "\ufffd",
        "\ue000", "\U000e0001", "\U000f0000", "\U0010ffff", "\u00a0", "\u1680", "\u2000", "\u202f", "\u205f", "\u3000",
    )
]  # fmt: skip
"""Marks that nobody sees, in the middle of a word."""

LONG = [
    "W" * 250,
    "w " * 200,
    "=" * 300,
    "<" * 300,
    "á" * 220,
    "💎" * 130,
    "x" * 40_000,
    "a" * 199 + "\u0301" * 60,
]

ALL = [*FORMULAS, *KEPT, *SCRIPTS, *INJECTIONS, *WORDS, *SIGNS, *UNSEEN, *LONG]
