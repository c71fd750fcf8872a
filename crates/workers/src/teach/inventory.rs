//! What goes into the ZIP, and under which names.

use std::collections::BTreeMap;

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::SampleId;
use tvlt::teach::head_file::HeadFile;

use super::archive::folders::folders;
use super::archive::manifest::{ClassFigures, FORMAT, Figures, ListedBurst, ListedClass, Manifest};
use super::room::Room;

/// What goes into the ZIP.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// Its list.
    pub manifest: Manifest,
    /// `head.safetensors`; `None` where nothing could be learnt yet.
    pub head: Option<Vec<u8>>,
    /// Its samples.
    pub samples: Vec<Item>,
}

/// A sample of the ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub sample: SampleId,
    /// Folder of its class.
    pub class: String,
    /// Folder of its burst.
    pub burst: String,
    /// Name of its files, without ending.
    pub name: String,
}

/// Lists what goes into the ZIP. The report is completed first: the threshold of the heads comes from it.
///
/// # Errors
/// [`TeachError::Nothing`] without any sample, [`TeachError::Export`].
pub fn take(room: &mut Room) -> Result<Inventory, TeachError> {
    if room.sample_count() == 0 {
        return Err(TeachError::Nothing);
    }
    let origin = room.origin().clone();
    let is_reported = complete_report(room).is_ok();
    let head = match room.heads()? {
        Some(heads) => {
            let file = HeadFile { heads: heads.clone(), model: origin.model.clone() };
            Some(file.to_bytes().map_err(|error| TeachError::Export(error.to_string()))?)
        }
        None => None,
    };
    let state = room.state();
    let names = folders(state.classes.iter().map(|class| class.name.as_str()));
    let places: BTreeMap<_, _> = state.classes.iter().map(|class| class.id).zip(names).collect();
    let mut bursts: BTreeMap<_, Vec<ListedBurst>> = BTreeMap::new();
    let mut samples = Vec::new();
    for (number, (class, ids)) in room.bursts().enumerate() {
        let Some(folder) = places.get(&class) else { continue };
        let burst = format!("{:03}", number + 1);
        bursts.entry(class).or_default().push(ListedBurst { folder: burst.clone(), samples: ids.len() });
        samples.extend(ids.into_iter().enumerate().map(|(number, sample)| Item {
            sample,
            class: folder.clone(),
            burst: burst.clone(),
            name: format!("{:03}", number + 1),
        }));
    }
    let classes = state.classes.iter().map(|class| ListedClass {
        name: class.name.clone(),
        folder: places.get(&class.id).cloned().unwrap_or_default(),
        on: class.on,
        learns: class.learns,
        samples: class.count,
        bursts: bursts.remove(&class.id).unwrap_or_default(),
    });
    let rows = state.report.rows.into_iter().map(|row| ClassFigures {
        name: row.name,
        asked: row.asked,
        right: row.right,
        wrong: row.wrong,
        unknown: row.unknown,
        named: row.named,
    });
    let report = Figures {
        accuracy: state.report.accuracy,
        threshold: state.report.threshold,
        classes: rows.collect(),
    };
    let manifest = Manifest {
        format: FORMAT,
        program: format!("TVLT live {}", env!("CARGO_PKG_VERSION")),
        model: origin.model,
        layers: origin.layers,
        classes: classes.collect(),
        // An old report would say of these samples what was found of others.
        report: is_reported.then_some(report),
    };
    Ok(Inventory { manifest, head, samples })
}

fn complete_report(room: &mut Room) -> Result<(), TeachError> {
    while !room.step()? {}
    Ok(())
}
