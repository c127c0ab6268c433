"""The version of the product, as seals and pages state it."""

VERSION = "0.1.0"
