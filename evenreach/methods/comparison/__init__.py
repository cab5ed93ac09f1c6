"""What changed, by how much, and how sure one may be. See docs/methods/comparison.md.

Pure arithmetic: frozen values in, frozen values out; dice are a numpy Generator passed in.
"""
