"""The register in the words of others: fideslang manifests and DPV graphs, for tools that speak those vocabularies."""
