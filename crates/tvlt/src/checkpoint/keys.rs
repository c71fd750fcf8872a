//! The name of each parameter of [`TvltAudioVisual`](crate::model::TvltAudioVisual) in Hugging Face's
//! checkpoints.
//!
//! Field names are Hugging Face's wherever possible; `rename` lists every exception.

use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::Tensor,
};

use crate::model::Heads;

/// The encoder alone.
pub const ENCODER: &str = "TvltModel";
/// The encoder with matching head and decoder.
pub const PRETRAINING: &str = "TvltForPreTraining";
/// The encoder with a classification head.
pub const CLASSIFICATION: &str = "TvltForAudioVisualClassification";

/// Prefix of the encoder's tensors in a file that has heads.
pub const ENCODER_PREFIX: &str = "tvlt.";

/// Hugging Face's classes that have these heads; the encoder's class where there are no heads.
pub fn classes(heads: Heads) -> impl Iterator<Item = &'static str> {
    let named = [
        (heads.pretraining, PRETRAINING),
        (heads.classification, CLASSIFICATION),
        (heads == Heads::NONE, ENCODER),
    ];
    named.into_iter().filter_map(|(has, class)| has.then_some(class))
}

/// A parameter as a file stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Hugging Face's name.
    pub name: String,
    /// Shape in the file.
    pub shape: Vec<usize>,
    /// Whether the file stores it transposed: `[out, in]` where burn's linear layers have `[in, out]`.
    pub transposed: bool,
}

/// Names and shapes of all parameters of a module, in the module's order. Initialises none of them.
///
/// # Arguments
/// - `prefixed`: whether the encoder's names start with [`ENCODER_PREFIX`]
pub fn keys_of(module: &impl Module, prefixed: bool) -> Vec<Key> {
    let mut collector = Collector { path: Path::new(prefixed), keys: Vec::new() };
    module.visit(&mut collector);
    collector.keys
}

/// Hugging Face's name for the field `name` of `parent`; `None` where the field adds nothing to the path.
fn rename<'a>(parent: &str, name: &'a str, prefixed: bool) -> Option<&'a str> {
    let layer = parent.parse::<usize>().is_ok();
    Some(match (parent, name) {
        // Without heads, the encoder's names have no prefix.
        ("", "tvlt") if !prefixed => return None,
        // Groups of heads that Hugging Face has at the root.
        ("", "pretraining") | ("pretraining", "autoencoder") => return None,
        // `nn.Sequential` numbers its parts; 2 is the activation.
        ("classifier", "dense") => "0",
        ("classifier", "layernorm") => "1",
        ("classifier", "output") => "3",
        // Hugging Face wraps each of these single layers in a class.
        ("pixel_embeddings" | "audio_embeddings", "projection") => "patch_embeddings.projection",
        ("attention", "query") => "attention.query",
        ("attention", "key") => "attention.key",
        ("attention", "value") => "attention.value",
        ("attention", "output") => "output.dense",
        (_, "intermediate") if layer => "intermediate.dense",
        (_, "output") if layer => "output.dense",
        // PyTorch's names for a layer norm's parameters.
        (_, "gamma") => "weight",
        (_, "beta") => "bias",
        _ => name,
    })
}

/// The current position of a traversal of a module.
#[derive(Debug)]
pub(super) struct Path {
    prefixed: bool,
    /// Name and container of each step.
    steps: Vec<(String, String)>,
}

impl Path {
    pub(super) fn new(prefixed: bool) -> Self {
        Self { prefixed, steps: Vec::new() }
    }

    pub(super) fn enter(&mut self, name: &str, container: &str) {
        self.steps.push((name.to_owned(), container.to_owned()));
    }

    pub(super) fn exit(&mut self) {
        self.steps.pop();
    }

    /// The key of the parameter at this position, whose shape in burn is `shape`.
    pub(super) fn key(&self, mut shape: Vec<usize>) -> Key {
        let parents = std::iter::once("").chain(self.steps.iter().map(|(name, _)| name.as_str()));
        let names: Vec<&str> = parents
            .zip(&self.steps)
            .filter_map(|(parent, (name, _))| rename(parent, name, self.prefixed))
            .collect();
        let transposed = matches!(
            self.steps.last(),
            Some((name, container)) if name == "weight" && container == "Struct:Linear"
        );
        if transposed {
            shape.reverse();
        }
        Key { name: names.join("."), shape, transposed }
    }
}

struct Collector {
    path: Path,
    keys: Vec<Key>,
}

impl ModuleVisitor for Collector {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.keys.push(self.path.key(param.lazy_shape().to_vec()));
    }

    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.enter(name, container_type);
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.exit();
    }
}
