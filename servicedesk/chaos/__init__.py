"""Servers of our own to kill, and a door to send work through; only under `servicedesk.chaos.settings`."""
