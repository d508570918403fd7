"""Where the demo plays: an invented province, one city, three counties and what stands under them.

The first county is where all demo accounts work; the second has usual study hours; the third shares
its resources. No name or division code belongs to a real place (codes 99… were never given out).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from lms.accounts.actions import add_organisation, set_study_rules
from lms.accounts.models import Kind, Organisation, User

TOWNS = (
    "城关镇",
    "白塔镇",
    "石桥镇",
    "双溪镇",
    "大坪镇",
    "龙潭乡",
    "柳河乡",
    "枫树乡",
    "新田乡",
    "云顶乡",
)
VILLAGES = ("上村", "下村")
GRIDS = ("一网格", "二网格")


@dataclass
class County:
    """One county with what belongs to it."""

    agency: Organisation
    procuratorate: Organisation
    offices: list[Organisation] = field(default_factory=list)
    villages: list[Organisation] = field(default_factory=list)
    grids: list[Organisation] = field(default_factory=list)


@dataclass
class Land:
    province: Organisation
    city: Organisation
    counties: list[County]
    school: Organisation

    @property
    def home(self) -> County:
        """The county of the demo accounts."""
        return self.counties[0]


def build() -> Land:
    """Plant the tree. The platform itself does it: there is nobody yet who could."""
    province = _add(None, Kind.PROVINCE, "东岭省", "990000")
    city = _add(province, Kind.CITY, "云岭市", "990100")
    _add(province, Kind.PROCURATORATE, "东岭省人民检察院")
    _add(city, Kind.PROCURATORATE, "云岭市人民检察院")
    counties = [
        _county(city, "云溪县", "990121", TOWNS),
        _county(city, "松坪县", "990122", ("松坪镇", "南山镇", "桃岭乡")),
        _county(city, "柳源县", "990123", ("柳源镇", "清水乡")),
    ]
    school = _add(counties[0].agency, Kind.TRAINING_PROVIDER, "云溪县职业技能培训学校")
    return Land(_fresh(province), _fresh(city), counties, school)


def _county(city: Organisation, name: str, code: str, towns: tuple[str, ...]) -> County:
    agency = _add(city, Kind.COUNTY, f"{name}社区矫正管理局", code)
    county = County(agency, _add(agency, Kind.PROCURATORATE, f"{name}人民检察院"))
    for number, town in enumerate(towns, start=1):
        _township(county, town, f"{code}{100 + number}", number)
    county.agency = _fresh(agency)
    return county


def _township(county: County, name: str, code: str, number: int) -> None:
    phone = f"1009{county.agency.code[-2:]}0{number:04d}"
    office = _add(county.agency, Kind.JUSTICE_OFFICE, f"{name[:-1]}司法所", code, phone)
    county.offices.append(office)
    town = _add(office, Kind.TOWN, name, code)
    for place, village in enumerate(VILLAGES, start=1):
        station = _add(town, Kind.VILLAGE, f"{name[:-1]}{village}工作站", f"{code}{200 + place}")
        county.villages.append(station)
        county.grids += [_add(station, Kind.GRID, f"{station.name[:-3]}{grid}") for grid in GRIDS]


def _add(
    parent: Organisation | None, kind: str, name: str, code: str = "", phone: str = ""
) -> Organisation:
    above = _fresh(parent) if parent is not None else None
    return add_organisation(by=None, parent=above, kind=kind, name=name, code=code, phone=phone)


def set_hours(land: Land, managers: list[User]) -> None:
    """The managers set when one may study: round the clock in the first county, from six to ten in
    the second; the third keeps the platform's own hours."""
    hours = [(time(0), time(0)), (time(6), time(22))]
    for county, manager, (opens, closes) in zip(land.counties, managers, hours, strict=False):
        values = {"study_opens": opens, "study_closes": closes}
        county.agency = set_study_rules(
            by=manager, organisation=_fresh(county.agency), values=values
        )


def _fresh(place: Organisation) -> Organisation:
    """As the database has it: the tree counts children on the row."""
    return Organisation.objects.get(pk=place.pk)


def offices(land: Land) -> Iterator[Organisation]:
    for county in land.counties:
        yield from county.offices
