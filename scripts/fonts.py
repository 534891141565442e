"""Makes the fonts of pictures and pages; needs fonttools and brotli.

python3 scripts/fonts.py <folder of Inter-*.otf> <inter-latin-wght-normal.woff2>

Pictures (server/fonts, of Debian's fonts-inter) keep Latin, Greek, Cyrillic and the signs of
charts; their figures are tabular by default, because the renderer chooses no features of a font.
Pages (public/fonts, of npm's @fontsource-variable/inter) keep the letters of that file, the
weights that the stylesheet has, and tabular figures: 27 KB of 48.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

KEPT = [*range(0x20, 0x530), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0),
        0x2116, 0x2122, *range(0x2190, 0x2196), 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265]
FIGURES = "0123456789"
WEIGHTS = (400, 400, 600)
ROOT = Path(__file__).resolve().parent.parent


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


def pictures(folder):
    target = ROOT / "server" / "fonts"
    for weight in ("Regular", "SemiBold"):
        font = TTFont(Path(folder) / f"Inter-{weight}.otf", recalcTimestamp=False)
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


def pages(source):
    limited = BytesIO()
    instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": WEIGHTS}).save(limited)
    font = TTFont(limited, recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "tnum", "ccmp", "mark", "locl"], hinting=False)
    tool = subset.Subsetter(options)
    tool.populate(unicodes=font.getBestCmap())
    tool.subset(font)
    font.flavor = "woff2"
    font.save(ROOT / "public" / "fonts" / "inter-latin-wght.woff2")


pictures(sys.argv[1])
pages(sys.argv[2])
