//! Whether numbers tell two classes apart: two simple classifiers, each asked about
//! one sample after the other, and never having seen the one that it is asked about.

/// From so many standard deviations on it is no chance. Many features are tried, and
/// one sample's answer depends on the others': shuffled labels reached 4.4 once in a
/// thousand times.
const SIGMAS: f64 = 6.0;

/// What is measured of one thing, and which of two classes it is of.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The same features in the same order for all.
    pub features: Vec<f64>,
    /// The class.
    pub class: bool,
}

/// How many samples a classifier told rightly, and how many chance could tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Told rightly.
    pub right: usize,
    /// More than this is no chance.
    pub bound: usize,
}

impl Told {
    /// Whether more was told rightly than whoever guesses would.
    pub fn is_more_than_chance(&self) -> bool {
        self.right > self.bound
    }
}

/// The best threshold on the best single feature.
pub fn by_threshold(samples: &[Sample]) -> Told {
    count(samples, |others, sample| Threshold::best(others).says(sample))
}

/// The feature that tells most by itself: what to look at when they can be told apart.
pub fn most_telling(samples: &[Sample]) -> usize {
    Threshold::best(&samples.iter().collect::<Vec<_>>()).feature
}

/// The class of the nearest other sample, every feature measured by its own deviation.
pub fn by_neighbour(samples: &[Sample]) -> Told {
    let scaled = standardised(samples);
    count(&scaled, |others, sample| {
        let nearest = others.iter().min_by(|a, b| distance(a, sample).total_cmp(&distance(b, sample)));
        nearest.unwrap().class
    })
}

fn count(samples: &[Sample], classify: impl Fn(&[&Sample], &Sample) -> bool) -> Told {
    let right = samples.iter().enumerate().filter(|(at, sample)| {
        let others: Vec<_> = samples.iter().enumerate().filter(|(other, _)| other != at).map(|(_, s)| s).collect();
        classify(&others, sample) == sample.class
    });
    Told { right: right.count(), bound: bound(samples) }
}

/// Whoever always says the larger class is right so often; and chance adds a little.
fn bound(samples: &[Sample]) -> usize {
    let count = samples.iter().filter(|sample| sample.class).count();
    let (all, larger) = (samples.len() as f64, count.max(samples.len() - count) as f64);
    let rate = larger / all;
    (larger + SIGMAS * (all * rate * (1.0 - rate)).sqrt()) as usize
}

struct Threshold {
    feature: usize,
    at: f64,
    /// The class of what lies above.
    above: bool,
}

impl Threshold {
    fn best(samples: &[&Sample]) -> Self {
        let features = 0..samples[0].features.len();
        let all = features.flat_map(|feature| samples.iter().map(move |sample| (feature, sample.features[feature])));
        let both = all.flat_map(|(feature, at)| [true, false].map(|above| Self { feature, at, above }));
        both.max_by_key(|threshold| samples.iter().filter(|sample| threshold.says(sample) == sample.class).count())
            .unwrap()
    }

    fn says(&self, sample: &Sample) -> bool {
        (sample.features[self.feature] > self.at) == self.above
    }
}

fn standardised(samples: &[Sample]) -> Vec<Sample> {
    let all = samples.len() as f64;
    let mut scaled = samples.to_vec();
    for feature in 0..samples[0].features.len() {
        let mean = samples.iter().map(|sample| sample.features[feature]).sum::<f64>() / all;
        let variance = samples.iter().map(|sample| (sample.features[feature] - mean).powi(2)).sum::<f64>() / all;
        // What is the same for all tells nothing.
        let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        scaled.iter_mut().for_each(|sample| sample.features[feature] = (sample.features[feature] - mean) / deviation);
    }
    scaled
}

fn distance(a: &Sample, b: &Sample) -> f64 {
    a.features.iter().zip(&b.features).map(|(a, b)| (a - b).powi(2)).sum()
}
