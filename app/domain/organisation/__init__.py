"""The organisation itself: its legal entities and affiliates, its time zone, its regimes, its calendar."""
