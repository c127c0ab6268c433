"""Third parties: whoever receives personal data, with contacts, evidence, sub-processors, incidents and reviews."""
