//! Deletion curves, and the table of their means.

use std::fmt;

/// Steps of a curve: 0, 10, 20 … 100 % of the patches are left out.
pub const STEPS: usize = 11;

/// How an answer fares as more and more patches are left out: sums over one or several orders or clips.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Curve {
    probability: [f64; STEPS],
    kept: [f64; STEPS],
    count: usize,
}

impl Curve {
    /// Adds one order of one clip: at each step the probability of the answer, and whether it still leads.
    pub fn add(&mut self, steps: impl Iterator<Item = (f64, bool)>) {
        for (step, (probability, leads)) in steps.take(STEPS).enumerate() {
            self.probability[step] += probability;
            self.kept[step] += f64::from(u8::from(leads));
        }
        self.count += 1;
    }

    /// The mean probability of the answer at each step.
    pub fn probability(&self) -> [f64; STEPS] {
        self.probability.map(|sum| sum / self.count.max(1) as f64)
    }

    /// The share that keeps the answer at each step.
    pub fn kept(&self) -> [f64; STEPS] {
        self.kept.map(|sum| sum / self.count.max(1) as f64)
    }

    fn join(&mut self, other: &Self) {
        for step in 0..STEPS {
            self.probability[step] += other.probability[step];
            self.kept[step] += other.kept[step];
        }
        self.count += other.count;
    }
}

/// The area under a curve whose steps go from 0 to 1.
pub fn area(curve: &[f64; STEPS]) -> f64 {
    curve.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).sum::<f64>() / (STEPS - 1) as f64
}

/// The mean curves of clips of one kind.
#[derive(Debug, Clone)]
pub struct Table {
    name: &'static str,
    orders: [&'static str; 4],
    curves: [Curve; 4],
    clips: usize,
    clear: usize,
}

impl Table {
    /// A table without clips; each of the last two orders is the chance that the order two places before is compared
    /// with.
    pub fn new(name: &'static str, orders: [&'static str; 4]) -> Self {
        Self { name, orders, curves: Default::default(), clips: 0, clear: 0 }
    }

    /// Adds one clip's curves, and whether its map is clear.
    pub fn add(&mut self, curves: [Curve; 4], clear: bool) {
        for (sum, curve) in self.curves.iter_mut().zip(&curves) {
            sum.join(curve);
        }
        self.clips += 1;
        self.clear += usize::from(clear);
    }
}

/// Two tables in Markdown.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.clear as f64 / self.clips.max(1) as f64 * 100.0;
        writeln!(f, "\n{}, {} clips; the page would show the map of {shown:.0} %\n", self.name, self.clips)?;
        let measures: [(&str, fn(&Curve) -> [f64; STEPS]); 2] =
            [("probability of the answer", Curve::probability), ("share of clips that keep it", Curve::kept)];
        for (measure, of) in measures {
            let steps: Vec<String> = (0..STEPS).map(|step| format!("{} %", step * 10)).collect();
            writeln!(f, "| {measure}, without | {} | area |", steps.join(" | "))?;
            writeln!(f, "|---|{}", "---:|".repeat(STEPS + 1))?;
            for (order, curve) in self.orders.iter().zip(&self.curves) {
                let values: Vec<String> = of(curve).iter().map(|value| format!("{value:.2}")).collect();
                writeln!(f, "| {order} | {} | {:.3} |", values.join(" | "), area(&of(curve)))?;
            }
            for at in 0..2 {
                let between = area(&of(&self.curves[at + 2])) - area(&of(&self.curves[at]));
                writeln!(f, "\n{} below {}: {between:.3}", self.orders[at], self.orders[at + 2])?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_between_the_means() {
        let curve = |value: f64| {
            let mut curve = Curve::default();
            curve.add((0..STEPS).map(|_| (value, value > 0.5)));
            curve
        };
        let mut table = Table::new("digit seen", ["a", "b", "c", "d"]);
        table.add([curve(0.25), curve(0.5), curve(1.0), curve(1.0)], true);
        table.add([curve(0.75), curve(0.5), curve(1.0), curve(0.5)], false);
        let text = table.to_string();
        assert!(text.contains("2 clips; the page would show the map of 50 %"), "{text}");
        assert!(text.contains("a below c: 0.500") && text.contains("b below d: 0.250"), "{text}");
        let mut falling = [1.0; STEPS];
        falling[STEPS - 1] = 0.0;
        assert!((area(&falling) - 0.95).abs() < 1e-9);
    }
}
