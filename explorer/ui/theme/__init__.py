"""Colours, fonts and the style sheet made from them."""
