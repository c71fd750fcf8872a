//! A model that looks at clips and hears them.

use std::path::{Path, PathBuf};

use super::error::TeachingError;
use super::fingerprint::{checksum, checksum_in};
use super::folder::Clip;
use super::prior::shipped_prior;
use crate::convert::{folder_of, read_processor};
use crate::device::{self, DeviceChoice};
use crate::preprocess::{Picture, Sound, read_picture, read_sound};
use burn::tensor::Device;
use tvlt::checkpoint::{Checkpoint, weights_path};
use tvlt::config::{TvltConfig, TvltProcessorConfig};
use tvlt::model::{Heads, TvltAudioVisual};
use tvlt::teach::extract::extract;
use tvlt::teach::features::Features;
use tvlt::teach::layers::taught_layers;
use tvlt::teach::prior::Prior;

/// A model, for the features of clips.
pub struct Watcher {
    /// The model's folder or file, as it was given.
    path: PathBuf,
    model: TvltAudioVisual,
    config: TvltConfig,
    processor: TvltProcessorConfig,
    device: Device,
}

impl Watcher {
    /// Loads the model of a folder or a file. Its heads are not needed, so that any TVLT will do.
    ///
    /// # Errors
    /// [`TeachingError`], where the model or its processors' settings cannot be read, or there is no such device.
    pub fn load(path: &Path, device: DeviceChoice) -> Result<Self, TeachingError> {
        let checkpoint = Checkpoint::from_path(path)?;
        let ready = device::ready(device)?;
        let loaded = checkpoint.load(Heads::NONE, &ready.device)?;
        let config = checkpoint.config().clone();
        let processor = read_processor(folder_of(path), &config)?;
        let model = loaded.model.fuse();
        Ok(Self { path: path.to_owned(), model, config, processor, device: ready.device })
    }

    /// The model's name: that of its folder, and the beginning of its weights' checksum where they are one file.
    ///
    /// # Errors
    /// [`TeachingError::Access`], [`TeachingError::Checkpoint`].
    pub fn name(&self) -> Result<String, TeachingError> {
        let place = folder_of(&self.path);
        let place = place.canonicalize().unwrap_or_else(|_| place.to_owned());
        let name = place.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let words = [Some(name), self.checksum()?];
        Ok(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Whether heads of the model of this name can be this model's: where the name has a checksum of the weights, they
    /// must be the same. `head` is the file of the heads, for the error.
    ///
    /// # Errors
    /// [`TeachingError::OtherModel`], [`TeachingError::Access`], [`TeachingError::Checkpoint`].
    pub fn check_name(&self, name: &str, head: &Path) -> Result<(), TeachingError> {
        let Some((taught, found)) = checksum_in(name).zip(self.checksum()?) else { return Ok(()) };
        if taught == found {
            return Ok(());
        }
        let (path, model) = (head.to_owned(), self.path.clone());
        Err(TeachingError::OtherModel { path, name: name.to_owned(), model, found })
    }

    fn checksum(&self) -> Result<Option<String>, TeachingError> {
        checksum(&weights_path(&self.path)?)
    }

    /// How many layers the model has.
    pub fn layer_count(&self) -> usize {
        self.config.num_hidden_layers
    }

    /// The layers that are taught on by a rule, where nothing better is known.
    pub fn layers(&self) -> Vec<usize> {
        taught_layers(self.config.num_hidden_layers)
    }

    /// What ships with the model for teaching, if anything does.
    ///
    /// # Errors
    /// [`TeachingError::Access`], [`TeachingError::File`], or [`TeachingError::Layers`] where it is another model's.
    pub fn prior(&self) -> Result<Option<Prior>, TeachingError> {
        shipped_prior(folder_of(&self.path), self.layer_count())
    }

    /// Whether the model has these layers.
    ///
    /// # Errors
    /// [`TeachingError::NoLayers`].
    pub fn check_layers(&self, layers: &[usize]) -> Result<(), TeachingError> {
        let count = self.layer_count();
        if !layers.is_empty() && layers.iter().all(|layer| (1..=count).contains(layer)) {
            return Ok(());
        }
        Err(TeachingError::NoLayers { found: layers.to_vec(), count })
    }

    /// The features of a clip, of these layers. Of a sound of more than two seconds, or than the model's
    /// window, the part around its loudest moment counts; a shorter one has silence around it.
    ///
    /// # Errors
    /// [`TeachingError::Media`] or [`TeachingError::Clip`], which name the file.
    pub fn watch(&self, clip: &Clip, layers: &[usize]) -> Result<Features, TeachingError> {
        let picture = clip.picture.as_deref().map(read_picture).transpose()?;
        let sound = clip.sound.as_deref().map(read_sound).transpose()?;
        let frame = picture.as_ref().map(Picture::frame);
        let pcm = sound.as_ref().map(Sound::pcm);
        let (model, config, processor) = (&self.model, &self.config, &self.processor);
        let features = extract(model, config, processor, &self.device, layers, frame.as_ref(), pcm);
        pollster::block_on(features).map_err(|source| {
            let clip = clip.picture.as_ref().or(clip.sound.as_ref());
            TeachingError::Clip { clip: clip.cloned().unwrap_or_default(), source }
        })
    }
}
