"""National Grid metres to the latitude and longitude that maps use."""

from collections.abc import Sequence
from functools import cache

from pyproj import Transformer

NATIONAL_GRID_TO_WGS84 = """
+proj=pipeline
+step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy
+step +proj=push +v_3
+step +proj=cart +ellps=airy
+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489
      +convention=position_vector
+step +inv +proj=cart +ellps=WGS84
+step +proj=pop +v_3
+step +proj=unitconvert +xy_in=rad +xy_out=deg
"""


@cache
def transformer() -> Transformer:
    """EPSG transformation 1314, spelled out so that no machine's own grid files change it."""
    return Transformer.from_pipeline(NATIONAL_GRID_TO_WGS84)


def latitudes_longitudes(
    eastings: Sequence[float], northings: Sequence[float]
) -> list[tuple[float, float]]:
    """Degrees north and east of many places at once, in their order."""
    longitudes, latitudes = transformer().transform(eastings, northings)
    return list(zip(latitudes, longitudes, strict=True))


def latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Degrees north and east on WGS84, good to some 2 metres, the accuracy stated for EPSG 1314."""
    longitude, latitude = transformer().transform(easting, northing)
    return float(latitude), float(longitude)
