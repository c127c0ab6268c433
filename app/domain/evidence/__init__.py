"""What shows that promises are kept: evidence, reviews, sub-processors, incidents, opt-outs and disclosures."""
