//! How large pictures can be.

use dbag_operations::PictureSize;

/// The size of a picture unless asked for otherwise.
const USUAL: PictureSize = PictureSize {
    width: 960,
    height: 400,
};
/// The largest picture.
const LARGEST: PictureSize = PictureSize {
    width: 4_000,
    height: 2_000,
};
/// The smallest picture whose labels can be read.
const SMALLEST: PictureSize = PictureSize {
    width: 160,
    height: 80,
};

/// A PNG is as sharp as on a good display unless asked for otherwise, and at most so sharp.
const USUAL_SCALE: f32 = 2.0;
const LARGEST_SCALE: f32 = 4.0;
const SMALLEST_SCALE: f32 = 0.5;

/// What was asked for, brought to what is possible.
pub(super) fn picture_size(width: Option<u32>, height: Option<u32>) -> PictureSize {
    let width = width.unwrap_or(USUAL.width);
    let height = height.unwrap_or(USUAL.height);
    PictureSize {
        width: width.clamp(SMALLEST.width, LARGEST.width),
        height: height.clamp(SMALLEST.height, LARGEST.height),
    }
}

/// The pixels of a PNG for each of its own, brought to what is possible.
pub(super) fn picture_scale(scale: Option<f32>) -> f32 {
    let scale = scale.filter(|scale| scale.is_finite());
    scale.map_or(USUAL_SCALE, |scale| {
        scale.clamp(SMALLEST_SCALE, LARGEST_SCALE)
    })
}
