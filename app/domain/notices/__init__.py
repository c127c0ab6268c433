"""Privacy notices: versions in numbered sentences, and the provisions coded by sentence."""
