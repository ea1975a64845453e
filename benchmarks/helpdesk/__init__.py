"""A small site around django-helpdesk, the nearest relative; it runs in a virtual environment of its own."""
