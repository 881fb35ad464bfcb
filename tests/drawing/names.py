"""Names that nobody should be able to do harm with."""

from hypothesis import strategies as st

NASTY = [
    '<script>alert(1)</script>&"',
    "]]><!--",
    "a\x00b\x1b\ufffe",
    '\\N\\G"];evil[label=<b>',
    '"]#panic("x")',
    '$ #read("/etc/passwd") $',
    "\\input{/etc/passwd}%",
    "// /* */ `raw` @ref <label>",
    "日本語 العربية 👩‍🔬",
    "'\n\r\t ",
    "{}_^~%&#$\\",
    "",
]
NAMES = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=30))
