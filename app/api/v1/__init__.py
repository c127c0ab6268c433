"""The first version of the interface, under ``/api/v1``; a module an object, each with its blueprint."""
