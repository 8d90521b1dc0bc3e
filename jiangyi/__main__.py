"""`python -m jiangyi` is the command line."""

from jiangyi.cli import main

main()
