"""The syntax of handouts besides CommonMark: the head, attributes, tables, formulas, link definitions and labels of lines."""
