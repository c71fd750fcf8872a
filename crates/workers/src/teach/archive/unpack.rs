//! Reads a ZIP: one of this page's, or one with a folder of pictures for each class.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use bridge::protocol::teach::BACKGROUND;
use bridge::protocol::teach_state::Senses;
use tvlt::teach::class_name::alike;
use tvlt::teach::natural::Natural;
use zip::ZipArchive;

use super::error::ArchiveError;
use super::layout::{self, Kind, components};
use super::manifest::{self, Manifest};
use super::pack::HEAD;
use crate::teach::media_error::MediaError;

/// Most files of a ZIP.
const MOST_FILES: usize = 40_000;

/// Most megabytes that a ZIP may unpack to.
const MOST_MEGABYTES: u64 = 4_096;

/// Most megabytes of one file.
const FILE_MEGABYTES: u64 = 32;

/// What a ZIP holds, before its samples are read.
#[derive(Debug)]
pub struct Unpacker<R> {
    zip: ZipArchive<R>,
    /// Its `classes.json`, where there is one.
    pub manifest: Option<Manifest>,
    /// Its classes, in the order of `classes.json`, then by name.
    pub classes: Vec<PackedClass>,
    /// Its bursts in the order of their recording: that of their numbers, those of `background` first among equals.
    pub bursts: Vec<PackedBurst>,
    /// Files that are left out, and why: samples that lie in no class, what is no sample in the folder of a class, and what
    /// leads out of the ZIP.
    pub left_out: Vec<(String, ArchiveError)>,
}

/// A class of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedClass {
    /// Its name.
    pub name: String,
    /// Whether it takes part in the answers.
    pub on: bool,
    /// What its next samples are learnt from, where that was chosen.
    pub learns: Option<Senses>,
    /// Whether `classes.json` lists it. Of another class there is only a folder.
    pub is_listed: bool,
}

/// A burst of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedBurst {
    /// Its place in [`Unpacker::classes`].
    pub class: usize,
    /// Its samples, by name.
    pub samples: Vec<PackedSample>,
}

/// A sample of a ZIP.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackedSample {
    /// The file of its picture.
    pub picture: Option<PackedFile>,
    /// The file of its sound.
    pub sound: Option<PackedFile>,
}

/// A file of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedFile {
    index: usize,
    /// Its path.
    pub path: String,
}

impl<R: Read + Seek> Unpacker<R> {
    /// Lists what a ZIP holds; `name` is the name of its file.
    ///
    /// # Errors
    /// [`ArchiveError`] where it is no ZIP, too large, or without samples.
    pub fn open(reader: R, name: &str) -> Result<Self, ArchiveError> {
        let mut zip = ZipArchive::new(reader).map_err(no_zip)?;
        if zip.len() > MOST_FILES {
            return Err(ArchiveError::TooMany { given: zip.len(), most: MOST_FILES });
        }
        let mut paths = Vec::new();
        let mut bytes = 0u64;
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(no_zip)?;
            bytes = bytes.saturating_add(file.size());
            if file.is_file() {
                paths.push((index, file.name().map_err(no_zip)?.into_owned()));
            }
        }
        if bytes >> 20 > MOST_MEGABYTES {
            return Err(ArchiveError::TooLarge { given: bytes >> 20, most: MOST_MEGABYTES });
        }
        let mut opened =
            Self { zip, manifest: None, classes: Vec::new(), bursts: Vec::new(), left_out: Vec::new() };
        let listed = paths.iter().filter(|(_, path)| file_name(path) == Some(manifest::NAME));
        // The one that is least deep is the ZIP's own.
        let own = listed.min_by_key(|(_, path)| components(path).map_or(0, |parts| parts.len())).cloned();
        if let Some((index, path)) = &own {
            let file = PackedFile { index: *index, path: path.clone() };
            opened.manifest = Some(Manifest::from_json(&opened.read(&file)?)?);
        }
        opened.list(&paths, own.as_ref().map(|(_, path)| path.as_str()), name);
        if opened.bursts.is_empty() { Err(ArchiveError::Empty) } else { Ok(opened) }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`ArchiveError::File`] where it is damaged or encrypted, [`ArchiveError::FileTooLarge`].
    pub fn read(&mut self, file: &PackedFile) -> Result<Vec<u8>, ArchiveError> {
        let damaged = |error: &dyn std::fmt::Display| ArchiveError::File(error.to_string());
        let mut reader = self.zip.by_index(file.index).map_err(|error| damaged(&error))?;
        let mut bytes = Vec::new();
        // The length that the ZIP promises may be wrong.
        let most = FILE_MEGABYTES << 20;
        (&mut reader).take(most + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 > most { Err(ArchiveError::FileTooLarge(FILE_MEGABYTES)) } else { Ok(bytes) }
    }

    fn list(&mut self, paths: &[(usize, String)], manifest: Option<&str>, archive: &str) {
        let outside = paths.iter().filter(|(_, path)| layout::leads_out(path));
        self.left_out.extend(outside.map(|(_, path)| (path.clone(), ArchiveError::Outside)));
        let files: Vec<(usize, Vec<&str>)> =
            paths.iter().filter_map(|(index, path)| Some((*index, components(path)?))).collect();
        let media: Vec<Vec<&str>> =
            files.iter().map(|(_, parts)| parts).filter(|parts| kind(parts).is_some()).cloned().collect();
        let root = layout::root(&media, manifest.and_then(components).as_deref());
        let alone = media.iter().all(|path| path.len() == 1).then_some(archive);

        // Folder of the class, folder of the burst, name of the sample; in natural order.
        let mut bursts: BTreeMap<BurstKey, BTreeMap<Natural, PackedSample>> = BTreeMap::new();
        for (index, parts) in files {
            let path = parts.join("/");
            let (place, kind) = match (layout::place(&parts, &root, alone), kind(&parts)) {
                (Ok(place), Some(kind)) => (place, kind),
                (Err(error), Some(_)) => {
                    self.left_out.push((path, error));
                    continue;
                }
                (Ok(_), None) if !is_list(&parts) => {
                    self.left_out.push((path, MediaError::Kind.into()));
                    continue;
                }
                // Nobody misses what is no sample and lies beside the classes, such as a text about them.
                (_, None) => continue,
            };
            let samples = bursts.entry(BurstKey::of(&place)).or_default();
            let sample = samples.entry(Natural(place.stem.clone())).or_default();
            let slot = match kind {
                Kind::Picture => &mut sample.picture,
                Kind::Sound => &mut sample.sound,
            };
            if slot.is_some() {
                self.left_out.push((path, MediaError::Twice.into()));
            } else {
                *slot = Some(PackedFile { index, path });
            }
        }
        let listed = self.manifest.as_ref().map(|manifest| manifest.classes.clone()).unwrap_or_default();
        let mut folders: Vec<String> = Vec::new();
        for class in listed {
            self.classes.push(PackedClass {
                name: class.name,
                on: class.on,
                learns: class.learns,
                is_listed: true,
            });
            folders.push(class.folder);
        }
        for (BurstKey { class: Natural(folder), .. }, samples) in bursts {
            let class = folders.iter().position(|known| *known == folder).unwrap_or_else(|| {
                self.classes.push(PackedClass {
                    name: folder.clone(),
                    on: true,
                    learns: None,
                    is_listed: false,
                });
                folders.push(folder);
                folders.len() - 1
            });
            self.bursts.push(PackedBurst { class, samples: samples.into_values().collect() });
        }
    }
}

/// The order of bursts.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct BurstKey {
    burst: Natural,
    is_class: bool,
    class: Natural,
}

impl BurstKey {
    fn of(place: &layout::Place) -> Self {
        let is_class = !alike(&place.class, BACKGROUND);
        Self { burst: Natural(place.burst.clone()), is_class, class: Natural(place.class.clone()) }
    }
}

/// What the file of these components holds, by the ending of its name.
fn kind(parts: &[&str]) -> Option<Kind> {
    layout::kind(parts.last()?)
}

/// Whether it is a file that this page adds to the samples of a ZIP.
fn is_list(parts: &[&str]) -> bool {
    parts.last().is_some_and(|name| [manifest::NAME, HEAD].contains(name))
}

/// The name of a file that is not hidden.
fn file_name(path: &str) -> Option<&str> {
    components(path)?.last().copied()
}

fn no_zip(error: zip::result::ZipError) -> ArchiveError {
    ArchiveError::NoZip(error.to_string())
}
