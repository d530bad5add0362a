"""A colour and a dash for each of up to six runs, told apart by all eyes, on light and on dark. Okabe and Ito 2008."""

LIGHT = ("#0072B2", "#D55E00", "#009E73", "#B8578F", "#C98500", "#5B6770")
DARK = ("#56B4E9", "#F08A3C", "#2BC79B", "#E59CC6", "#E69F00", "#A9B4BC")
DASHES = ((), (7, 4), (2, 3), (8, 3, 2, 3), (12, 4), (2, 6))
"""Lengths of dash and gap in pixels; none is a solid line."""
