"""The graphs as pictures: one batched item each, with an overlay for what is selected."""
