"""Small widgets that know nothing of documents."""
