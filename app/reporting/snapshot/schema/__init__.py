"""The shape of snapshots: what all kinds of report share (frame), and a module a kind."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.board import BoardData
from app.reporting.snapshot.schema.clauses import ClausesData
from app.reporting.snapshot.schema.comparison import ComparisonData
from app.reporting.snapshot.schema.inventory import InventoryData
from app.reporting.snapshot.schema.ledger import LedgerData
from app.reporting.snapshot.schema.notice import NoticeData
from app.reporting.snapshot.schema.promise import PromiseData
from app.reporting.snapshot.schema.register import RegisterData
from app.reporting.snapshot.schema.register_of_findings import FindingsData
from app.reporting.snapshot.schema.ropa import RopaData
from app.reporting.snapshot.schema.transfers import TransfersData
from app.reporting.snapshot.schema.vendor import VendorData

DATA: Mapping[str, Any] = {
    "board": BoardData,
    "clauses": ClausesData,
    "findings": FindingsData,
    "comparison": ComparisonData,
    "inventory": InventoryData,
    "promise": PromiseData,
    "ledger": LedgerData,
    "notice": NoticeData,
    "register": RegisterData,
    "ropa": RopaData,
    "transfers": TransfersData,
    "vendor": VendorData,
}
"""By kind: the type of its data. The published schema is made from it."""
