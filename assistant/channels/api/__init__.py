"""The public contract: JSON over HTTP and a WebSocket."""
