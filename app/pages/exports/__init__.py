"""What can be taken out: tables that come in again, the layouts of regulators, the register in other vocabularies."""
