"""What changed between two instants, or between two sealed reports, on the screen."""
