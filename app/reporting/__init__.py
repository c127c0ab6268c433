"""The press room: what the register knows becomes a snapshot, the snapshot becomes sealed paper."""
