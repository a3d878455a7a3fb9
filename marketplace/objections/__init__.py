"""Notice and objections (公示、异议): what is announced, who objects to terms, results and procedure, how it is answered."""
