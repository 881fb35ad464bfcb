"""The panels of the window, a file each; the window finds them by walking this package."""
