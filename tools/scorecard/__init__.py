"""The scorecard of Chinese typesetting: requirements of W3C CLREQ, measured in PDFs of jiangyi, Typst and Chromium."""
