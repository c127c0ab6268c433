"""What a cell means: text tidied, days, countries, terms and entries of the vocabulary found in five languages."""
