"""A plug-in of jiangyi with one of everything: block, reader, writer, check and theme."""
