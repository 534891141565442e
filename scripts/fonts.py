"""Makes server/fonts/*.otf of Debian's fonts-inter: python3 scripts/fonts.py <folder of Inter-*.otf>.

Needs fonttools. Keeps Latin, Greek, Cyrillic and the signs of charts; figures are tabular by
default, because the renderer of pictures chooses no features of a font.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

KEPT = [*range(0x20, 0x530), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0),
        0x2116, 0x2122, *range(0x2190, 0x2196), 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265]
FIGURES = "0123456789"


def tabular(font):
    """The glyphs that the feature `tnum` puts in the place of others."""
    table = font["GSUB"].table
    lookups = {at for one in table.FeatureList.FeatureRecord if one.FeatureTag == "tnum"
               for at in one.Feature.LookupListIndex}
    pairs = {}
    for at in lookups:
        for part in table.LookupList.Lookup[at].SubTable:
            pairs.update(getattr(getattr(part, "ExtSubTable", part), "mapping", {}))
    return pairs


def main(folder):
    target = Path(__file__).resolve().parent.parent / "server" / "fonts"
    for weight in ("Regular", "SemiBold"):
        font = TTFont(Path(folder) / f"Inter-{weight}.otf")
        pairs = tabular(font)
        for part in font["cmap"].tables:
            for figure in FIGURES:
                name = part.cmap.get(ord(figure))
                if name in pairs:
                    part.cmap[ord(figure)] = pairs[name]
        options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp"], hinting=False,
                                 name_IDs=[0, 1, 2, 4, 6, 13, 14, 16, 17])
        tool = subset.Subsetter(options)
        tool.populate(unicodes=KEPT)
        tool.subset(font)
        font.save(target / f"inter-{weight.lower()}.otf")


main(sys.argv[1])
