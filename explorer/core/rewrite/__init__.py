"""Rewriting: facts, views of sums and products, the matcher, rules, and the engine that applies them."""
