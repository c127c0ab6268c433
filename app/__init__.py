"""Custodia: the register of third parties that receive personal data, and the audits made from it."""
