"""The blueprint of findings, whose views stand in three modules."""

from flask import Blueprint

blueprint = Blueprint("findings", __name__, template_folder="templates")
