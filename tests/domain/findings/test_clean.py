import pytest

from app.kernel.regimes import Regime
from tests.domain.findings import builders as a


@pytest.mark.parametrize(
    "regimes", [(), ("GDPR",), ("CCPA",), tuple(Regime)], ids=["none", "gdpr", "ccpa", "all"]
)
def test_no_rule_fires_on_the_clean_dossier(regimes):
    assert a.all_found(a.dossier(), a.context(regimes)) == set()
