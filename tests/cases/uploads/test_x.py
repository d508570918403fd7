import pytest
from tests.factories import cases, people
@pytest.mark.django_db
def test_rows():
    land = people.land()
    s = cases.submission()
    cases.source_file(s)
    assert s.county == land.county
    assert cases.case(land.county).live
