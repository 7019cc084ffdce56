//! A line that no rule is sure of, and what it is.

use std::collections::BTreeMap;

/// A line of a labelled document.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub struct Sample {
    /// Where it is from: lines of one site are never on both sides of a trial.
    pub site: String,
    /// Its text.
    pub text: String,
    /// The features that it has: indexes below the number of rules that are fitted, in order.
    pub features: Vec<usize>,
    /// Whether it must go.
    pub is_boilerplate: bool,
    /// For how much of a line it counts, 0 to 1.
    pub counts: f64,
}

/// So many lines of a kind, boilerplate or content, count of one site: a page with a menu of hundreds of lines is one page.
const SITE: usize = 40;

impl Sample {
    fn order(&self) -> (&str, &str, &[usize], bool) {
        (&self.site, &self.text, &self.features, self.is_boilerplate)
    }

    /// Characters of its text, for as much as it counts.
    #[allow(clippy::cast_precision_loss)] // Characters of one line.
    pub(super) fn chars(&self) -> f64 {
        self.counts * self.text.chars().count() as f64
    }
}

/// Each sample once: the same line of the same site, seen through several extractors, is no further evidence. A line that some
/// copies call boilerplate and others content is left out.
pub fn distinct(samples: Vec<Sample>) -> Vec<Sample> {
    let mut labels: BTreeMap<(String, String), [bool; 2]> = BTreeMap::new();
    for sample in &samples {
        let key = (sample.site.clone(), sample.text.clone());
        labels.entry(key).or_default()[usize::from(sample.is_boilerplate)] = true;
    }
    let mut samples = samples;
    samples.retain(|sample| labels[&(sample.site.clone(), sample.text.clone())] != [true, true]);
    samples.sort_by(|a, b| a.order().cmp(&b.order()));
    samples.dedup();
    let mut sizes: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for sample in &samples {
        *sizes.entry((sample.site.clone(), sample.is_boilerplate)).or_default() += 1;
    }
    for sample in &mut samples {
        let size = sizes[&(sample.site.clone(), sample.is_boilerplate)];
        #[allow(clippy::cast_precision_loss)] // Numbers of lines.
        let counts = (SITE as f64 / size as f64).min(1.0);
        sample.counts = counts;
    }
    samples
}
