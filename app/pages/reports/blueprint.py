"""The blueprint of reports, which the modules of this folder add their routes to."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, template_folder="templates")
