class Refusal(Exception):
    """What cannot be done, why, and what to do instead: a sentence that people read as it is."""
