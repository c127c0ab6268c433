"""Findings: dossiers, the engine, the rules, and what people decide about what the rules found."""
