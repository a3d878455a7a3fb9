"""Documents on paper: certificates with number, hash and QR code, printed as PDF and Word from one list of blocks."""
