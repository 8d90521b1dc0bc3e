"""Jobs of the studio: files, sites and copies that are made in a process of their own, with progress, and can be cancelled."""
