"""The response headers that tell a browser what this site never does."""

BASE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Sent with every response."""


def content_security_policy(nonce: str) -> str:
    """The policy of a page: own scripts by *nonce*, own styles and fonts, nothing from elsewhere, nothing inline."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        ]
    )
