//! Heads that were taught before, and only recognise.

use bridge::protocol::teach::{OpenedHeads, Request, Response, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use tvlt::teach::features::Features;
use tvlt::teach::head_file::HeadFile;
use tvlt::teach::scores::Smoother;

use super::said::taught_answer;

/// Heads, and the looks that answers are averaged over.
#[derive(Debug, Clone)]
pub struct Taught {
    file: HeadFile,
    smoother: Smoother,
}

impl Taught {
    /// Heads of a file.
    pub fn new(file: HeadFile) -> Self {
        Self { file, smoother: Smoother::default() }
    }

    /// What is to be known of them.
    pub fn opened(&self) -> OpenedHeads {
        let HeadFile { heads, model } = &self.file;
        OpenedHeads { model: model.clone(), layers: heads.layers.clone(), classes: heads.classes.clone() }
    }

    /// Answers a look or a reset; `None` for any other request. `features` are those of the request's payload.
    pub fn serve(&mut self, request: &Request, features: &Features) -> Option<Result<Response, TeachError>> {
        match request {
            Request::Look(_) => Some(self.look(features).map(Response::Answer)),
            Request::Reset => {
                self.smoother.clear();
                Some(Ok(Response::Done))
            }
            _ => None,
        }
    }

    fn look(&mut self, features: &Features) -> Result<TaughtAnswer, TeachError> {
        let heads = &self.file.heads;
        let scores = heads.scores(features).map_err(|error| TeachError::Model(error.to_string()))?;
        let scores = self.smoother.smooth(scores);
        Ok(taught_answer(heads.answer(&scores)))
    }
}
