"""The desk (工作台): what the rooms put on it. It knows none of them by name."""
