//! A prior as a file: `teach.safetensors`, beside a model's weights.
//!
//! | entry | shape | what |
//! |---|---|---|
//! | `layers` in the metadata | | as "2,3,4" |
//! | `sight.mean`, `sound.mean` | `[features]` | mean |
//! | `sight.scale`, `sound.scale` | `[features]` | scale |
//! | `sight.map`, `sound.map` | `[width, features]` | map of standardised features |
//! | `sight.nothing`, `sound.nothing` | `[things, width]` | mapped features of other things |
//!
//! Numbers are f32 or f16. A modality may be left out.

use super::modality::Modality;
use super::prior::{Prior, SensePrior};
use super::standard::Standard;
use super::tensors::{Reading, Stored, TeachFileError, Writing, layers_from_words, layers_to_words};

/// Name of the file.
pub const PRIOR_FILE: &str = "teach.safetensors";

/// Metadata entry of the layers.
const LAYERS: &str = "layers";

impl Prior {
    /// Reads a file of a prior.
    ///
    /// # Errors
    /// [`TeachFileError`], where it is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TeachFileError> {
        let reading = Reading::new(bytes)?;
        let layers = layers_from_words(reading.words(LAYERS)?)?;
        let [sight, sound] = Modality::ALL.map(|modality| sense(&reading, modality));
        Ok(Self::new(layers, sight?, sound?)?)
    }

    /// Writes the file. Map and other things are stored in f16.
    ///
    /// # Errors
    /// [`TeachFileError::Write`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, TeachFileError> {
        let mut writing = Writing::default();
        writing.words(LAYERS, layers_to_words(self.layers()));
        for modality in Modality::ALL {
            let Some(sense) = self.sense(modality) else { continue };
            let name = |what: &str| format!("{}.{what}", modality.name());
            let features = sense.standard.mean.len();
            let width = sense.map.len() / features.max(1);
            writing.numbers(name("mean"), &[features], &sense.standard.mean, Stored::F32);
            writing.numbers(name("scale"), &[features], &sense.standard.scale, Stored::F32);
            writing.numbers(name("map"), &[width, features], &sense.map, Stored::F16);
            let nothing = sense.nothing.concat();
            writing.numbers(name("nothing"), &[sense.nothing.len(), width], &nothing, Stored::F16);
        }
        writing.to_bytes()
    }
}

fn sense(reading: &Reading<'_>, modality: Modality) -> Result<Option<SensePrior>, TeachFileError> {
    let name = |what: &str| format!("{}.{what}", modality.name());
    if !reading.has(&name("map")) {
        return Ok(None);
    }
    let wrong = |name: String, reason: String| Err(TeachFileError::Entry { name, reason });
    let ([features], mean) = reading.numbers(&name("mean"))?;
    let ([scales], scale) = reading.numbers(&name("scale"))?;
    let ([width, columns], map) = reading.numbers(&name("map"))?;
    if scales != features || columns != features {
        return wrong(name("map"), format!("it is for {columns} features, the mean for {features}"));
    }
    if scale.iter().any(|scale| *scale <= 0.0) {
        return wrong(name("scale"), "a scale is not above zero".to_owned());
    }
    let ([_, columns], nothing) = reading.numbers::<2>(&name("nothing"))?;
    if columns != width || width == 0 {
        return wrong(name("nothing"), format!("it has {columns} features, the map gives {width}"));
    }
    let nothing = nothing.chunks_exact(width).map(<[f32]>::to_vec).collect();
    Ok(Some(SensePrior { standard: Standard { mean, scale }, map, nothing }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prior_comes_back_from_its_file() {
        let standard = Standard { mean: vec![0.1, 0.2, 0.3], scale: vec![1.0, 2.0, 3.0] };
        let map = vec![1.0, 0.5, -0.25, 2.0, 0.0, 4.0];
        let nothing = vec![vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]];
        let sense = SensePrior { standard, map, nothing };
        let prior = Prior::new(vec![2, 3, 4], Some(sense.clone()), None).unwrap();
        assert_eq!(Prior::from_bytes(&prior.to_bytes().unwrap()).unwrap(), prior);
        assert!(Prior::new(vec![2], Some(SensePrior { nothing: vec![vec![1.0]], ..sense }), None).is_err());
        assert!(matches!(Prior::from_bytes(b"{}"), Err(TeachFileError::Broken(_))));
        let mut other = Writing::default();
        other.numbers("weight".into(), &[1], &[1.0], Stored::F32);
        assert_eq!(
            Prior::from_bytes(&other.to_bytes().unwrap()),
            Err(TeachFileError::Lacks("layers".into()))
        );
    }
}
