//! The layers that `tvlt teach` teaches on.

use std::collections::HashMap;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::TeachingError;
use super::folder::{Burst, Clip};
use super::watcher::Watcher;
use tvlt::teach::features::Features;
use tvlt::teach::layer_search::{LayeredBurst, best_layers, layer_figures, of_layers};
use tvlt::teach::prior::Prior;

/// Clips of each burst by which layers are searched for: with all layers, features take much memory.
const SEARCHED: usize = 20;

/// Which layers are to be taught on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerChoice {
    /// Those that recognise best what was left out.
    Auto,
    /// These; the first is 1.
    These(Vec<usize>),
}

/// Reads "auto", or numbers as "2,3,4".
impl FromStr for LayerChoice {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        if words == "auto" {
            return Ok(Self::Auto);
        }
        let layers = words.split(',').map(|layer| layer.trim().parse::<usize>());
        let layers = layers.collect::<Result<_, _>>();
        layers.map(Self::These).map_err(|_| "give \"auto\", or numbers as in \"2,3,4\"".to_owned())
    }
}

/// The features of samples. Those of all layers are kept where a search has computed them.
pub struct Reading<'a> {
    watcher: &'a Watcher,
    bursts: &'a [Burst],
    /// Features of all layers, by the files of the clip.
    known: HashMap<Files, Features>,
}

/// Picture and sound of a clip.
type Files = (Option<PathBuf>, Option<PathBuf>);

impl<'a> Reading<'a> {
    /// Reads these samples with this model.
    pub fn new(watcher: &'a Watcher, bursts: &'a [Burst]) -> Self {
        Self { watcher, bursts, known: HashMap::new() }
    }

    /// Chooses the layers, with what ships with the model for them, if anything does. Says on the standard output what a
    /// search has found.
    ///
    /// # Errors
    /// [`TeachingError`], where the model does not have the layers, or samples cannot be read.
    pub fn choose(&mut self, choice: Option<&LayerChoice>) -> Result<Prior, TeachingError> {
        let shipped = self.watcher.prior()?;
        let layers = match (choice, &shipped) {
            (Some(LayerChoice::These(layers)), _) => {
                self.watcher.check_layers(layers)?;
                layers.clone()
            }
            (None, Some(shipped)) => shipped.layers().to_vec(),
            (Some(LayerChoice::Auto), _) | (None, None) => self.search()?,
        };
        match shipped {
            Some(shipped) if shipped.layers() == layers => Ok(shipped),
            Some(shipped) => {
                println!(
                    "what ships with the model is for the layers {:?}, and is not used with {layers:?}",
                    shipped.layers()
                );
                Ok(Prior::without(layers))
            }
            None => Ok(Prior::without(layers)),
        }
    }

    /// The features of a sample, of these layers.
    ///
    /// # Errors
    /// [`TeachingError`], where the sample cannot be read.
    pub fn features(&self, clip: &Clip, layers: &[usize]) -> Result<Features, TeachingError> {
        match self.known.get(&files(clip)) {
            Some(all) => Ok(of_layers(all, self.watcher.layer_count(), layers)?),
            None => self.watcher.watch(clip, layers),
        }
    }

    fn search(&mut self) -> Result<Vec<usize>, TeachingError> {
        let count = self.watcher.layer_count();
        let all: Vec<usize> = (1..=count).collect();
        let mut layered = Vec::new();
        for burst in self.bursts {
            let mut samples = Vec::new();
            for clip in evenly(&burst.clips, SEARCHED) {
                let features = self.watcher.watch(clip, &all)?;
                self.known.insert(files(clip), features.clone());
                samples.push(features);
            }
            layered.push(LayeredBurst { class: burst.class.clone(), samples });
        }
        let figures = layer_figures(&layered, count).map_err(TeachingError::Search)?;
        let Some(best) = best_layers(&figures, count) else {
            let layers = self.watcher.layers();
            println!(
                "taught on the layers {layers:?}: a search for better ones needs a class with two recordings"
            );
            return Ok(layers);
        };
        for figure in &figures {
            println!("layers {:?}: {:.1} of 100 right", figure.layers, 100.0 * figure.accuracy);
        }
        println!("taught on the layers {:?}", best.layers);
        Ok(best.layers.clone())
    }
}

fn files(clip: &Clip) -> Files {
    (clip.picture.clone(), clip.sound.clone())
}

/// At most `most` of these, as far apart as can be.
fn evenly<T>(all: &[T], most: usize) -> impl Iterator<Item = &T> {
    let count = all.len().min(most);
    (0..count).map(move |at| &all[at * all.len() / count])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_numbers_or_a_search() {
        assert_eq!("auto".parse(), Ok(LayerChoice::Auto));
        assert_eq!("2, 3,7".parse(), Ok(LayerChoice::These(vec![2, 3, 7])));
        for wrong in ["", "2,", "two", "-1", "2;3"] {
            assert!(wrong.parse::<LayerChoice>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn some_of_many_clips_are_far_apart() {
        let all: Vec<usize> = (0..9).collect();
        assert!(evenly(&all, 3).eq(&[0, 3, 6]));
        assert!(evenly(&all, 20).eq(&all));
        assert_eq!(evenly(&[0; 0], 3).count(), 0);
    }
}
