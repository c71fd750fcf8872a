//! The tour: each step arranges the page, and at the end everything is as it was before.

use crate::view::tools::steps::STEPS;
use tvlt::live::Senses;

/// The step that hides much, and the share of patches that it hides.
const HIDES: usize = 1;
/// See [`HIDES`].
const MUCH_HIDDEN: f64 = 0.9;

/// What the tour changes about the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrangement {
    /// Shares of the hidden patches of picture and sound.
    pub mask_ratios: (f64, f64),
    /// What the model gets.
    pub senses: Senses,
    /// Whether "what it relied on" is open.
    pub relied_on: bool,
    /// Whether the moment is held.
    pub held: bool,
}

/// What plays when the tour begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Playing {
    /// Nothing.
    #[default]
    Nothing,
    /// Camera and microphone.
    Live,
    /// The sample clip.
    Sample,
    /// The person's own video.
    Own,
}

/// What the tour does to the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// Open the sample clip.
    OpenSample,
    /// Open camera and microphone again.
    OpenLive,
    /// Hide these shares of picture and sound.
    Hide(f64, f64),
    /// Let the model have these senses.
    Senses(Senses),
    /// Open or close "what it relied on".
    ReliedOn(bool),
    /// Hold the moment, or go on.
    Freeze(bool),
}

/// The tour.
#[derive(Debug, Clone, Default)]
pub struct Tour {
    step: Option<usize>,
    before: Option<(Arrangement, Playing)>,
}

impl Tour {
    /// The step that is shown, counted from 0; `None` while there is no tour.
    pub fn step(&self) -> Option<usize> {
        self.step
    }

    /// Goes to a step, or ends the tour. `now` and `playing` are what the page is like now. Beyond the last step it
    /// ends.
    pub fn go(&mut self, step: Option<usize>, now: Arrangement, playing: Playing) -> Vec<Order> {
        let left = std::mem::replace(&mut self.step, step.filter(|step| *step < STEPS.len()));
        if let Some((before, _)) = &mut self.before
            && left != Some(HIDES)
        {
            // What the tour has not changed may be others' doing: a model that was loaded meanwhile, or the person.
            before.mask_ratios = now.mask_ratios;
        }
        if let Some(step) = self.step {
            let begins = self.before.is_none();
            let (before, _) = *self.before.get_or_insert((now, playing));
            let mut orders = Vec::new();
            // The person's own video is as good, and could not be opened again.
            if begins && matches!(playing, Playing::Nothing | Playing::Live) {
                orders.push(Order::OpenSample);
            }
            orders.extend(changes(now, at(step, before)));
            return orders;
        }
        let Some((before, played)) = self.before.take() else { return Vec::new() };
        let mut orders = changes(now, before);
        // The clip plays on where there was nothing before, or where the person has chosen it meanwhile.
        if played == Playing::Live && playing != Playing::Live {
            orders.push(Order::OpenLive);
        }
        orders
    }
}

/// What the page is like at a step.
fn at(step: usize, before: Arrangement) -> Arrangement {
    let plain = Arrangement { senses: Senses::Both, held: false, ..before };
    match step {
        HIDES => Arrangement { mask_ratios: (MUCH_HIDDEN, MUCH_HIDDEN), ..plain },
        2 => Arrangement { senses: Senses::Sound, ..plain },
        3 => Arrangement { relied_on: true, ..plain },
        4 => Arrangement { held: true, ..plain },
        _ => plain,
    }
}

/// The orders that lead from one arrangement to another.
fn changes(from: Arrangement, to: Arrangement) -> Vec<Order> {
    let mut orders = Vec::new();
    // What is held does not change, so it is let go before anything else and held after it.
    if from.held && !to.held {
        orders.push(Order::Freeze(false));
    }
    if from.mask_ratios != to.mask_ratios {
        orders.push(Order::Hide(to.mask_ratios.0, to.mask_ratios.1));
    }
    if from.senses != to.senses {
        orders.push(Order::Senses(to.senses));
    }
    if from.relied_on != to.relied_on {
        orders.push(Order::ReliedOn(to.relied_on));
    }
    if to.held && !from.held {
        orders.push(Order::Freeze(true));
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::Order::{Freeze, Hide, OpenLive, OpenSample, ReliedOn};
    use super::*;

    const BEFORE: Arrangement =
        Arrangement { mask_ratios: (0.75, 0.15), senses: Senses::Both, relied_on: false, held: false };

    /// Carries out the orders.
    fn follow(now: &mut Arrangement, playing: &mut Playing, orders: &[Order]) {
        for order in orders {
            match *order {
                OpenSample => *playing = Playing::Sample,
                OpenLive => *playing = Playing::Live,
                Hide(sight, sound) => now.mask_ratios = (sight, sound),
                Order::Senses(senses) => now.senses = senses,
                ReliedOn(open) => now.relied_on = open,
                Freeze(held) => now.held = held,
            }
        }
    }

    #[test]
    fn five_steps_do_something_each() {
        let (mut tour, mut now, mut playing) = (Tour::default(), BEFORE, Playing::Nothing);
        let expected: [&[Order]; 5] = [
            &[OpenSample],
            &[Hide(0.9, 0.9)],
            &[Hide(0.75, 0.15), Order::Senses(Senses::Sound)],
            &[Order::Senses(Senses::Both), ReliedOn(true)],
            &[ReliedOn(false), Freeze(true)],
        ];
        for (step, expected) in expected.iter().enumerate() {
            let orders = tour.go(Some(step), now, playing);
            assert_eq!((tour.step(), &orders[..]), (Some(step), *expected));
            follow(&mut now, &mut playing, &orders);
        }
        assert_eq!(tour.go(Some(5), now, playing), [Freeze(false)], "beyond the last step it ends");
        assert_eq!((tour.step(), tour.go(None, BEFORE, playing)), (None, vec![]));
    }

    #[test]
    fn everything_is_as_before_wherever_it_ends() {
        let chosen =
            Arrangement { mask_ratios: (0.3, 0.6), senses: Senses::Sight, relied_on: true, held: true };
        for before in [BEFORE, chosen] {
            for last in 0..STEPS.len() {
                let (mut tour, mut now, mut playing) = (Tour::default(), before, Playing::Live);
                for step in (0..=last).map(Some).chain([None]) {
                    let orders = tour.go(step, now, playing);
                    follow(&mut now, &mut playing, &orders);
                }
                assert_eq!((now, playing), (before, Playing::Live), "ended at step {last}");
            }
        }
    }

    #[test]
    fn a_video_of_ones_own_is_not_replaced() {
        let mut tour = Tour::default();
        assert_eq!(tour.go(Some(0), BEFORE, Playing::Own), []);
        assert_eq!(tour.go(None, BEFORE, Playing::Own), []);
    }

    #[test]
    fn mask_ratios_of_a_model_that_is_loaded_meanwhile_stay() {
        let mut tour = Tour::default();
        tour.go(Some(0), BEFORE, Playing::Nothing);
        let loaded = Arrangement { mask_ratios: (0.5, 0.4), ..BEFORE };
        assert_eq!(tour.go(Some(1), loaded, Playing::Sample), [Hide(0.9, 0.9)]);
        let hidden = Arrangement { mask_ratios: (0.9, 0.9), ..BEFORE };
        assert_eq!(tour.go(None, hidden, Playing::Sample), [Hide(0.5, 0.4)]);
    }

    #[test]
    fn going_back_undoes_the_step() {
        let mut tour = Tour::default();
        tour.go(Some(4), BEFORE, Playing::Sample);
        let held = Arrangement { held: true, ..BEFORE };
        assert_eq!(tour.go(Some(3), held, Playing::Sample), [Freeze(false), ReliedOn(true)]);
    }
}
