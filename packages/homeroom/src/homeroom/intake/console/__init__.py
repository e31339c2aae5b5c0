"""The intake at the command line: `homeroom intake`, `homeroom runs`, `homeroom upload-key`."""
