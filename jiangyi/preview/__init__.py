"""The live preview: pages, e-book and diagnostics in a browser, made anew in the living process as files are saved."""
