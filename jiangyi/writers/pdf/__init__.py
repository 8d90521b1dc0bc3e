"""The PDF writer: layout in pages, whole or in parts, and PDF/A-3a with a PDF/UA-1 structure tree."""
