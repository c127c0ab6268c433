"""The blueprint of agreements, whose views stand in two modules."""

from flask import Blueprint

blueprint = Blueprint("agreements", __name__, template_folder="templates")
