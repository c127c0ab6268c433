"""Front of house: the kit that all pages share and one folder per area, with its views, forms and templates."""
