"""The shape of snapshots: what all kinds of report share (frame), and a module a kind."""
