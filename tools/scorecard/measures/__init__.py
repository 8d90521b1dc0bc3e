"""How requirements are measured on the page of their sample; lengths are in em of the body size."""
