//! Samples become weights: a logistic regression, regularised, in which evidence never weighs below zero nor doubt above.
//!
//! A unit goes when its weights sum to 1, so what the regression finds is scaled: the log odds that are asked for, less
//! those of a line of which no rule speaks, are the whole of which each weight is a part.

use super::Sample;

/// Steps of the descent; it has settled long before.
const STEPS: usize = 1500;

/// On which side of zero a weight must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Evidence that a line is boilerplate.
    For,
    /// Doubt of it.
    Against,
}

/// What a regression found.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Log odds that a line is boilerplate of which no rule speaks.
    pub bias: f64,
    /// What each feature adds to the log odds.
    pub slopes: Vec<f64>,
}

impl Fitted {
    /// Log odds that a sample is boilerplate.
    pub fn log_odds(&self, sample: &Sample) -> f64 {
        self.bias + sample.features.iter().map(|&feature| self.slopes[feature]).sum::<f64>()
    }

    /// The weights by which a line sums to 1 where its log odds are `threshold`.
    pub fn weights(&self, threshold: f64) -> Vec<f64> {
        let whole = (threshold - self.bias).max(f64::EPSILON);
        self.slopes.iter().map(|slope| slope / whole).collect()
    }
}

/// Fits a slope to each feature, whose sides of zero are `signs`. `ridge` is the strength of the pull towards zero: the
/// square of a slope costs so much, where a sample costs its log loss. The same samples give the same slopes, to the last bit.
pub fn fit(samples: &[&Sample], signs: &[Sign], ridge: f64) -> Fitted {
    let widest = samples.iter().map(|sample| sample.features.len()).max().unwrap_or(0) + 1;
    #[allow(clippy::cast_precision_loss)] // Numbers of samples and rules.
    let (count, step) = (samples.len().max(1) as f64, 1.0 / (0.25 * widest as f64 + ridge));
    let mut here = Fitted { bias: 0.0, slopes: vec![0.0; signs.len()] };
    // Accelerated descent: each step starts from where the last two point to.
    let mut ahead = here.clone();
    let mut pace = 1.0_f64;
    for _ in 0..STEPS {
        let mut gradient = Fitted { bias: 0.0, slopes: vec![0.0; signs.len()] };
        for sample in samples {
            let share = 1.0 / (1.0 + (-ahead.log_odds(sample)).exp());
            let error = sample.counts * (share - f64::from(u8::from(sample.is_boilerplate)));
            gradient.bias += error;
            sample.features.iter().for_each(|&feature| gradient.slopes[feature] += error);
        }
        let next_pace = f64::midpoint(1.0, (1.0 + 4.0 * pace * pace).sqrt());
        let momentum = (pace - 1.0) / next_pace;
        let bias = ahead.bias - step * gradient.bias / count;
        let slopes: Vec<f64> = (0..signs.len())
            .map(|feature| {
                let pull = gradient.slopes[feature] / count + ridge * ahead.slopes[feature] / count;
                let slope = ahead.slopes[feature] - step * pull;
                match signs[feature] {
                    Sign::For => slope.max(0.0),
                    Sign::Against => slope.min(0.0),
                }
            })
            .collect();
        let moved = |next: f64, last: f64| next + momentum * (next - last);
        ahead.bias = moved(bias, here.bias);
        ahead.slopes = slopes.iter().zip(&here.slopes).map(|(&next, &last)| moved(next, last)).collect();
        here = Fitted { bias, slopes };
        pace = next_pace;
    }
    here
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(features: &[usize], is_boilerplate: bool) -> Sample {
        Sample {
            site: String::new(),
            text: String::new(),
            features: features.to_vec(),
            is_boilerplate,
            counts: 1.0,
        }
    }

    #[test]
    fn learns_what_speaks_for_boilerplate_and_what_against() {
        let samples: Vec<Sample> = (0..40)
            .map(|n| match n % 4 {
                0 => sample(&[0], true),
                1 => sample(&[0, 1], n % 8 == 1),
                _ => sample(&[], false),
            })
            .collect();
        let samples: Vec<&Sample> = samples.iter().collect();
        let fitted = fit(&samples, &[Sign::For, Sign::Against], 0.1);
        let [first, second] = fitted.slopes[..] else { panic!("two features have two slopes") };
        assert!(first > 1.0 && second < -0.5 && fitted.bias < -1.0, "{fitted:?}");
        let sum: f64 = fitted.weights(fitted.bias + first).iter().take(1).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }

    #[test]
    fn keeps_to_the_side_of_zero_that_is_asked_for() {
        let samples = [sample(&[0], false), sample(&[], true)];
        let samples: Vec<&Sample> = samples.iter().collect();
        assert!(fit(&samples, &[Sign::For], 0.1).slopes[0].abs() < 1e-12);
    }
}
