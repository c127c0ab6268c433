"""The blueprint of the area, which its views share."""

from flask import Blueprint

blueprint = Blueprint("imports", __name__, template_folder="templates")
