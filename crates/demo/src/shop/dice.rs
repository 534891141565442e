//! Chance that is the same every time.

/// A sequence of numbers that its seed decides (SplitMix64).
pub(super) struct Dice(u64);

impl Dice {
    /// The sequence of a seed and what it is for.
    pub(super) fn new(seed: i64, purpose: u64) -> Self {
        let mut dice = Self(seed.cast_unsigned() ^ purpose.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, without 1.
    pub(super) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `end`, without `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.part() * end as f64) as usize
    }

    /// Whether something happens that happens so often.
    pub(super) fn happens(&mut self, chance: f64) -> bool {
        self.part() < chance
    }

    /// Around 0, mostly between -1 and 1 (the sum of twelve parts is nearly normal).
    pub(super) fn around_zero(&mut self) -> f64 {
        (0..12).map(|_| self.part()).sum::<f64>() - 6.0
    }

    /// How often something happens that happens `mean` times on average.
    pub(super) fn count(&mut self, mean: f64) -> usize {
        if mean > 30.0 {
            return (mean + mean.sqrt() * self.around_zero()).round().max(0.0) as usize;
        }
        let (none, mut count) = ((-mean).exp(), 0);
        let mut thrown = self.part();
        while thrown > none {
            count += 1;
            thrown *= self.part();
        }
        count
    }
}
