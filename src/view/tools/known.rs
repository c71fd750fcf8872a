//! How far the answers of WebGPU and CPU to the known input lie apart, as plain types and words.

/// What is known of both answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Time of one update on the CPU, in milliseconds.
    pub cpu_ms: Option<f64>,
    /// Time of one update on WebGPU, in milliseconds.
    pub gpu_ms: Option<f64>,
    /// What was compared last.
    pub compared: Option<Compared>,
    /// How many times something was compared.
    pub checks: u32,
    /// Whether a worker is being asked again.
    pub asks: bool,
    /// Whether WebGPU is being made ready, so that a comparison follows.
    pub gpu_comes: bool,
}

/// A comparison of two answers. Differences are shares of the largest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Compared {
    /// WebGPU with the CPU.
    Backends {
        /// The largest difference; infinite where the answers cannot be compared.
        worst: f32,
        /// Whether it is small enough.
        right: bool,
        /// Whether WebGPU computes in 16-bit numbers.
        half: bool,
    },
    /// The CPU with its own first answer, as there is no WebGPU.
    Itself {
        /// The largest difference.
        worst: f32,
    },
}

impl Known {
    /// The largest difference, for the page's attribute; empty where nothing was compared.
    pub fn error(&self) -> String {
        match self.compared {
            Some(Compared::Backends { worst, .. } | Compared::Itself { worst }) if worst.is_finite() => {
                number(worst)
            }
            // As JavaScript writes it.
            Some(_) => "Infinity".into(),
            None => String::new(),
        }
    }

    /// What is known, in a sentence. `at` is the time of the last comparison.
    pub fn words(&self, at: &str) -> String {
        let times = self.gpu_ms.zip(self.cpu_ms).map(|(gpu, cpu)| format!(" ({} and {})", ms(gpu), ms(cpu)));
        let times = times.unwrap_or_default();
        let alone = self.cpu_ms.map_or_else(
            || "CPU alone".to_owned(),
            |cpu| format!("CPU alone: {} for the test input", ms(cpu)),
        );
        match self.compared {
            Some(Compared::Backends { worst, right, half }) => {
                let bits = if half { " in 16-bit numbers" } else { "" };
                let verb = if right { "agree to" } else { "lie apart by" };
                let then = if right { "" } else { "; WebGPU is not used" };
                let worst = if worst.is_finite() { number(worst) } else { "more than can be said".into() };
                format!("WebGPU{bits} and CPU {verb} {worst}{times}, checked at {at}{then}.")
            }
            Some(Compared::Itself { worst: 0.0 }) => {
                format!("{alone}; it gave the same answer again, checked at {at}.")
            }
            Some(Compared::Itself { worst }) => {
                format!("{alone}; its answers lie apart by {}, checked at {at}.", number(worst))
            }
            None if self.gpu_comes => "WebGPU and CPU are compared once WebGPU is ready.".into(),
            // It is measured anew when it is asked again.
            None => match self.cpu_ms {
                Some(first) => format!(
                    "CPU alone: its first answer, to a test input, took {}, warming up included; no WebGPU runs here to compare with.",
                    ms(first)
                ),
                None => "WebGPU and CPU are compared once the model is loaded.".into(),
            },
        }
    }
}

/// A difference with one digit; 0 as it is.
fn number(difference: f32) -> String {
    if difference == 0.0 { "0".into() } else { format!("{difference:.0e}") }
}

/// Formats a time for people, with one decimal where it is short.
fn ms(time: f64) -> String {
    let digits = usize::from(time < 10.0);
    format!("{time:.digits$} ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(gpu_ms: Option<f64>, compared: Option<Compared>) -> Known {
        Known { cpu_ms: Some(80.0), gpu_ms, compared, ..Known::default() }
    }

    #[test]
    fn both_answers_in_words() {
        let right = Compared::Backends { worst: 3.2e-7, right: true, half: false };
        let known = known(Some(6.54), Some(right));
        assert_eq!(
            known.words("18:03"),
            "WebGPU and CPU agree to 3e-7 (6.5 ms and 80 ms), checked at 18:03."
        );
        assert_eq!(known.error(), "3e-7");
    }

    #[test]
    fn half_precision_and_wrong_numbers_are_named() {
        let half = Compared::Backends { worst: 2e-3, right: true, half: true };
        assert!(
            known(None, Some(half))
                .words("18:03")
                .starts_with("WebGPU in 16-bit numbers and CPU agree to 2e-3,")
        );
        let wrong = Compared::Backends { worst: f32::INFINITY, right: false, half: false };
        let known = known(Some(20.0), Some(wrong));
        assert!(known.words("18:03").ends_with("checked at 18:03; WebGPU is not used."));
        assert_eq!(known.error(), "Infinity");
    }

    #[test]
    fn the_cpu_alone_is_compared_with_itself_only_when_asked() {
        let alone = known(None, None);
        assert_eq!(
            alone.words(""),
            "CPU alone: its first answer, to a test input, took 80 ms, warming up included; no WebGPU runs here to compare with."
        );
        assert_eq!(alone.error(), "");
        let same = known(None, Some(Compared::Itself { worst: 0.0 }));
        assert_eq!(
            same.words("18:03"),
            "CPU alone: 80 ms for the test input; it gave the same answer again, checked at 18:03."
        );
        assert_eq!(same.error(), "0");
        let coming = Known { gpu_comes: true, ..alone };
        assert!(coming.words("").contains("once WebGPU is ready"));
    }
}
