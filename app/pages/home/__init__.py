"""The home page: for each role what that role comes for."""
