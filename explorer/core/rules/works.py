"""The works that rules refer to."""

from __future__ import annotations

from explorer.core.rewrite.reference import Work

HANDBOOK = Work(
    "Abramowitz & Stegun",
    "M. Abramowitz and I. A. Stegun (eds.), Handbook of Mathematical Functions, National Bureau of Standards, 1964",
)
COOKBOOK = Work(
    "Petersen & Pedersen", "K. B. Petersen and M. S. Pedersen, The Matrix Cookbook, version of 15 Nov. 2012"
)
HIGHAM = Work("Higham 2002", "N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM, 2002")
MAECHLER = Work(
    "Mächler 2012", "M. Mächler, Accurately computing log(1 − exp(−|a|)), vignette of the R package Rmpfr, 2012"
)
