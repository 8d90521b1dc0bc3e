"""Import in the studio: files are uploaded, converted and corrected line by line; content/ gets nothing before they are saved."""
