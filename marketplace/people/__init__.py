"""Room: how people and organisations come, change and go.

Registration, invitations, the links that are mailed for them, passwords, and the admin's pages. Who they are and what
they may do is in `accounts`; this room stands above it, since it sends messages.
"""
