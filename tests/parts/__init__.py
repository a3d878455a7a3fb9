"""What tests need besides the application: a database server, a browser, a mail sink, a running marketplace."""
