"""Data flows, the unit of compliance, and the activities (Article 30) that they serve."""
