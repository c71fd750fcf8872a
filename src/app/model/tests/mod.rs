//! Tests of every path that a person can take to a model. The bytes of files are names here.

mod choosing;
mod downloading;
mod loading;
mod looking;
mod opening;
mod walk;

use super::stage::Stage;
use super::{Event, ModelFiles, ModelWay, Order, Picked};
use crate::view::panel::{HubCommand, Panel};
use bridge::hub::{HubFile, Offer, Repository};
use bridge::protocol::files::Kept;

type Way = ModelWay<&'static str>;
type Orders = Vec<Order<&'static str>>;

const HUB: &str = "https://hub.test";
const LIST: &str = r#"{"default":"digits","hub":"https://hub.test","models":[
    {"id":"digits","name":"Digits","path":"digits","bytes":{"model.safetensors":4000000}},
    {"id":"letters","name":"Letters","path":"letters"},
    {"id":"emotion","name":"Emotion","repository":"some/models","file":"E.ckpt"}]}"#;
const EMOTION: &str = "some/models/E.ckpt";
const OTHER: &str = "an/other/F.ckpt";

/// A model's files, with this name for the weights.
fn files(weights: &'static str) -> ModelFiles<&'static str> {
    ModelFiles {
        config: None,
        preprocessor: None,
        weights: vec![weights],
        shards: Vec::new(),
        weights_index: None,
    }
}

fn repository(name: &str, weights: &[&str]) -> Repository {
    let file = |name: &&str| HubFile { name: (*name).to_owned(), bytes: Some(1000), sha256: None };
    Repository {
        name: name.into(),
        revision: "main".into(),
        licence: None,
        files: weights.iter().map(file).collect(),
    }
}

/// The offer of a model, by its key.
fn offer(key: &str) -> Offer {
    let (name, file) = key.rsplit_once('/').unwrap();
    // As looking it up on the hub gives it.
    repository(name, &[file]).offer(HUB, Some(file), false).unwrap()
}

fn kept(key: &str, complete: bool) -> Kept {
    Kept { offer: offer(key), bytes: 500, total: Some(1000), complete }
}

fn list(attempt: u32) -> Event<&'static str> {
    Event::Listed { attempt, list: Ok(LIST.into()) }
}

fn arrived(key: &str, weights: &'static str) -> Event<&'static str> {
    Event::Arrived { offer: offer(key), files: files(weights), kept: true }
}

fn refused(about: &str, gone: bool) -> Event<&'static str> {
    Event::Refused { about: Some(about.into()), gone, message: "It did not work.".into() }
}

fn loaded() -> Event<&'static str> {
    Event::Loaded { labels: Vec::new() }
}

/// A page whose own model runs, and that knows which models are stored.
fn running(all: &[Kept]) -> Way {
    let mut way = Way::new(None, None);
    way.begin();
    way.take(list(1));
    way.take(Event::Fetched { attempt: 1, files: Ok(files("digits")) });
    way.take(loaded());
    way.take(Event::Kept(Some(all.to_vec())));
    assert_eq!((way.stage.clone(), name(&way).as_str()), (Stage::Proved, "Digits"));
    way
}

/// The same, while a model of the hub is being downloaded.
fn downloading(key: &str) -> Way {
    let mut way = running(&[kept(key, false)]);
    assert_eq!(ask(&mut way, HubCommand::Use(key.into())), [get(1, key)]);
    way
}

fn ask(way: &mut Way, command: HubCommand) -> Orders {
    way.take(Event::Asked(command))
}

fn choose(way: &mut Way, value: &str) -> Orders {
    ask(way, HubCommand::Choose(value.into()))
}

/// Name of the model that runs or is to run.
fn name(way: &Way) -> String {
    way.entry().map(|entry| entry.name).unwrap_or_default()
}

/// The weights that the workers load.
fn weights(way: &Way) -> &[&'static str] {
    way.files().map_or(&[], |files| &files.weights)
}

fn transfer(key: &str, paused: bool) -> Panel {
    Panel::Transfer { offer: offer(key), paused }
}

fn get(download: u32, key: &str) -> Order<&'static str> {
    Order::Get { download, offer: offer(key) }
}

fn waits() -> Order<&'static str> {
    Order::Wait { sentence: "Loading the model…".into(), share: None }
}

fn picked(name: &str, file: &'static str) -> Picked<&'static str> {
    Picked { name: name.into(), bytes: 2e6, file }
}
