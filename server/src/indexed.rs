//! Pixels as a PNG with a palette: charts have few colours, and smooth edges between them.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::Pixmap;

/// The most colours of a palette.
const MOST: usize = 256;
/// Bits that are kept of each channel where there are more colours, from the finest on.
const BITS: [u32; 3] = [5, 4, 3];

/// A palette, and the place of each pixel's colour in it.
struct Indexed {
    /// Red, green and blue of each colour.
    palette: Vec<u8>,
    places: Vec<u8>,
}

/// Pixels on an opaque ground as a PNG with a palette; others as they are.
///
/// # Errors
///
/// When the picture cannot be written, which memory alone could cause.
pub(crate) fn encode(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    match indexed(pixels.data()) {
        Some(Indexed { palette, places }) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            // Neighbours in a palette say nothing of each other.
            encoder.set_filter(Filter::NoFilter);
            encoder.write_header()?.write_image_data(&places)?;
        }
        None => {
            encoder.set_color(ColorType::Rgba);
            let straight: Vec<u8> = pixels
                .pixels()
                .iter()
                .flat_map(|pixel| {
                    let pixel = pixel.demultiply();
                    [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
                })
                .collect();
            encoder.write_header()?.write_image_data(&straight)?;
        }
    }
    Ok(out)
}

/// The pixels by palette; none where some let the ground through, or there are too many colours.
fn indexed(rgba: &[u8]) -> Option<Indexed> {
    let is_opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX);
    if !is_opaque {
        return None;
    }
    exact(rgba).or_else(|| BITS.into_iter().find_map(|bits| rounded(rgba, bits)))
}

/// Every colour as it is.
fn exact(rgba: &[u8]) -> Option<Indexed> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::with_capacity(MOST);
    let mut palette = Vec::with_capacity(MOST * 3);
    let mut places = Vec::with_capacity(rgba.len() / 4);
    let mut last = ([0; 3], None);
    for pixel in rgba.chunks_exact(4) {
        let colour = [pixel[0], pixel[1], pixel[2]];
        // Most pixels are as the one before.
        let place = match last {
            (same, Some(place)) if same == colour => place,
            _ => match known.get(&colour) {
                Some(place) => *place,
                None => {
                    let place = u8::try_from(known.len()).ok()?;
                    known.insert(colour, place);
                    palette.extend(colour);
                    place
                }
            },
        };
        last = (colour, Some(place));
        places.push(place);
    }
    Some(Indexed { palette, places })
}

/// Colours that share so many bits of each channel as their mean.
fn rounded(rgba: &[u8], bits: u32) -> Option<Indexed> {
    #[derive(Clone, Copy, Default)]
    struct Bin {
        sums: [u64; 3],
        count: u64,
        place: u8,
    }
    let drop = 8 - bits;
    let bin_of = |pixel: &[u8]| {
        let channel = |at: usize| usize::from(pixel[at] >> drop);
        channel(0) << (2 * bits) | channel(1) << bits | channel(2)
    };
    let mut bins = vec![Bin::default(); 1 << (3 * bits)];
    for pixel in rgba.chunks_exact(4) {
        let bin = &mut bins[bin_of(pixel)];
        for (sum, channel) in bin.sums.iter_mut().zip(pixel) {
            *sum += u64::from(*channel);
        }
        bin.count += 1;
    }
    let mut palette = Vec::with_capacity(MOST * 3);
    for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
        bin.place = u8::try_from(palette.len() / 3).ok()?;
        let mean = |sum: u64| u8::try_from((sum + bin.count / 2) / bin.count).unwrap_or(u8::MAX);
        palette.extend(bin.sums.map(mean));
    }
    let places = rgba.chunks_exact(4).map(|pixel| bins[bin_of(pixel)].place);
    Some(Indexed {
        places: places.collect(),
        palette,
    })
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{Color, PremultipliedColorU8};

    use super::*;

    fn filled(width: u32, colour: impl Fn(u32) -> [u8; 4]) -> Pixmap {
        let mut pixels = Pixmap::new(width, 8).expect("a picture");
        for (at, pixel) in pixels.pixels_mut().iter_mut().enumerate() {
            let [r, g, b, a] = colour(at as u32);
            *pixel = PremultipliedColorU8::from_rgba(r, g, b, a).expect("premultiplied");
        }
        pixels
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let pixels = filled(32, |at| {
            if at % 3 == 0 {
                [0, 114, 178, 255]
            } else {
                [255; 4]
            }
        });
        let again = Pixmap::decode_png(&encode(&pixels).expect("a PNG")).expect("decoded");
        assert_eq!(pixels.data(), again.data());
    }

    #[test]
    fn many_colours_stay_close_and_the_ground_stays_white() {
        let pixels = filled(512, |at| match at % 2 {
            0 => [255, 255, 255, 255],
            _ => [(at % 251) as u8, (at % 83) as u8, 178, 255],
        });
        let again = Pixmap::decode_png(&encode(&pixels).expect("a PNG")).expect("decoded");
        for (one, other) in pixels.data().iter().zip(again.data()) {
            assert!(one.abs_diff(*other) <= 32, "{one} became {other}");
        }
        assert_eq!(again.data()[..4], [255; 4]);
    }

    #[test]
    fn what_lets_the_ground_through_keeps_doing_so() {
        let mut pixels = filled(32, |_| [255; 4]);
        pixels.fill(Color::TRANSPARENT);
        let again = Pixmap::decode_png(&encode(&pixels).expect("a PNG")).expect("decoded");
        assert_eq!(again.data()[..4], [0; 4]);
    }
}
