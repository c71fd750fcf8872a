//! Icons of Iconify's collection: sets in JSON, each with its own licence.

use std::path::Path;

use serde_json::Value;

use super::super::{DataError, Split, npm, packages::number_of, read};

/// npm's package, and where its sets are in it.
const PACKAGE: &str = "@iconify/json@2.2.535";
const FOLDER: &str = "package/json";

/// Licences that allow anything with notice, or the same licence.
const FREE: &[&str] = &[
    "MIT",
    "ISC",
    "Apache-2.0",
    "CC0-1.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "OFL-1.1",
    "Unlicense",
];

/// A set of icons.
#[derive(Debug)]
pub(super) struct Set {
    /// Its name in the package.
    pub(super) name: &'static str,
    /// Who made it.
    author: &'static str,
    /// Its licence as an SPDX identifier.
    licence: &'static str,
    /// Its side of the split. Sets of one family are on one side.
    split: Split,
}

impl Set {
    const fn new(name: &'static str, author: &'static str, licence: &'static str) -> Self {
        Self { name, author, licence, split: Split::Train }
    }

    const fn held_out(self) -> Self {
        Self { split: Split::HeldOut, ..self }
    }

    /// A row of the table of sources.
    pub(super) fn row(&self) -> String {
        let held_out = if self.split == Split::HeldOut { " (held out)" } else { "" };
        let Self { name, author, licence, .. } = self;
        format!("| things cut out{held_out} | set `{name}` of npm's `{PACKAGE}`, by {author} | {licence} |\n")
    }
}

/// The sets: emoji, coloured drawings, flags, and a few of black outlines and black shapes. Logos are left out, as they are
/// trademarks.
pub(super) const SETS: &[Set] = &[
    Set::new("noto", "Google", "Apache-2.0"),
    Set::new("noto-v1", "Google", "Apache-2.0"),
    Set::new("twemoji", "Twitter", "CC-BY-4.0"),
    Set::new("openmoji", "OpenMoji", "CC-BY-SA-4.0"),
    Set::new("fluent-emoji", "Microsoft", "MIT"),
    Set::new("fluent-emoji-flat", "Microsoft", "MIT"),
    Set::new("fluent-color", "Microsoft", "MIT"),
    Set::new("streamline-color", "Streamline", "CC-BY-4.0"),
    Set::new("streamline-plump-color", "Streamline", "CC-BY-4.0"),
    Set::new("streamline-ultimate-color", "Streamline", "CC-BY-4.0"),
    Set::new("streamline-freehand-color", "Streamline", "CC-BY-4.0"),
    Set::new("streamline-kameleon-color", "Streamline", "CC-BY-4.0"),
    Set::new("icon-park", "ByteDance", "Apache-2.0"),
    Set::new("circle-flags", "HatScripts", "MIT"),
    Set::new("meteocons", "Bas Milius", "MIT"),
    Set::new("flat-color-icons", "Icons8", "MIT"),
    Set::new("glyphs-poly", "Goran Spasojevic", "MIT"),
    Set::new("game-icons", "GameIcons", "CC-BY-3.0"),
    Set::new("tabler", "Paweł Kuna", "MIT"),
    Set::new("temaki", "Bryan Housel", "CC0-1.0"),
    Set::new("emojione", "Emoji One", "CC-BY-4.0").held_out(),
    Set::new("fxemoji", "Mozilla", "Apache-2.0").held_out(),
    Set::new("marketeq", "Marketeq", "MIT").held_out(),
];

/// Most icons of a set.
const LIMIT: usize = 150;

/// Colours of icons that have none.
const COLOURS: [&str; 8] =
    ["#000000", "#202020", "#404048", "#1d3557", "#7f1d1d", "#14532d", "#6b21a8", "#9a3412"];

/// An icon: the set, its side of the split, its name and its drawing as SVG.
pub(super) type Icon = (&'static str, Split, String, String);

/// The chosen icons of all sets, none of which shows a number.
pub(super) fn icons(root: &Path, shows_a_number: impl Fn(&str) -> bool) -> Result<Vec<Icon>, DataError> {
    let cache = root.join("cache");
    let folder = cache.join("iconify");
    let path = |set: &Set| format!("{FOLDER}/{}.json", set.name);
    if SETS.iter().any(|set| !folder.join(path(set)).exists()) {
        println!("data: icons from npm's {PACKAGE}");
        npm::fetch(&cache, &[PACKAGE])?;
        let paths: Vec<String> = SETS.iter().map(path).collect();
        npm::unpack(&cache, PACKAGE, &paths.iter().map(String::as_str).collect::<Vec<_>>(), &folder)?;
    }
    let mut icons = Vec::new();
    for set in SETS {
        let path = folder.join(path(set));
        let json: Value = serde_json::from_slice(&read(&path)?)
            .map_err(|error| DataError::Form(format!("{} is not a set of icons: {error}", path.display())))?;
        check_licence(set, &json)?;
        icons.extend(chosen(set, &json, &shows_a_number));
    }
    Ok(icons)
}

/// Refuses a set whose licence is not free, or is another than the table of sources says.
fn check_licence(set: &Set, json: &Value) -> Result<(), DataError> {
    let licence = json["info"]["license"]["spdx"].as_str().unwrap_or("none");
    if licence == set.licence && FREE.contains(&licence) {
        return Ok(());
    }
    let Set { name, licence: expected, .. } = set;
    Err(DataError::Form(format!(
        "the icons {name} have the licence {licence}, where {expected} was expected"
    )))
}

/// Up to [`LIMIT`] icons of a set.
fn chosen(set: &Set, json: &Value, shows_a_number: impl Fn(&str) -> bool) -> Vec<Icon> {
    let Some(all) = json["icons"].as_object() else { return Vec::new() };
    let wanted = |name: &str, icon: &Value| {
        let flag = name.starts_with("flag-") && set.name != "circle-flags";
        !flag && icon["hidden"] != true && !shows_a_number(name)
    };
    let mut names: Vec<&String> =
        all.iter().filter(|(name, icon)| wanted(name, icon)).map(|(name, _)| name).collect();
    names.sort_by_key(|name| number_of(name));
    names.truncate(LIMIT);
    let icon = |name: &String| {
        let drawing = svg(json, &all[name], COLOURS[number_of(name) as usize % COLOURS.len()])?;
        Some((set.name, set.split, name.clone(), drawing))
    };
    names.into_iter().filter_map(icon).collect()
}

/// An icon as an SVG document; sizes that an icon does not give are its set's.
fn svg(set: &Value, icon: &Value, colour: &str) -> Option<String> {
    let number = |name: &str, default: f64| icon[name].as_f64().or(set[name].as_f64()).unwrap_or(default);
    let (left, top) = (number("left", 0.0), number("top", 0.0));
    let (width, height) = (number("width", 16.0), number("height", 16.0));
    let body = icon["body"].as_str()?.replace("currentColor", colour);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         viewBox=\"{left} {top} {width} {height}\">{body}</svg>"
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_sets_with_the_expected_free_licence_are_used() {
        let licensed = |spdx: &str| json!({ "info": { "license": { "spdx": spdx } } });
        let set = Set::new("set", "somebody", "MIT");
        assert!(check_licence(&set, &licensed("MIT")).is_ok());
        for other in ["CC-BY-NC-4.0", "Apache-2.0", ""] {
            assert!(check_licence(&set, &licensed(other)).is_err(), "{other}");
        }
        assert!(check_licence(&set, &json!({})).is_err());
        let closed = Set::new("set", "somebody", "CC-BY-NC-4.0");
        assert!(check_licence(&closed, &licensed("CC-BY-NC-4.0")).is_err());
        assert!(SETS.iter().all(|set| FREE.contains(&set.licence)));
    }

    #[test]
    fn hidden_icons_flags_and_numbers_are_left_out() {
        let json = json!({
            "width": 24,
            "height": 20,
            "icons": {
                "apple": { "body": "<path fill=\"currentColor\" d=\"M0 0h9v9z\"/>", "width": 32 },
                "old": { "body": "<path/>", "hidden": true },
                "flag-chile": { "body": "<path/>" },
                "seven": { "body": "<path/>" },
            }
        });
        let set = Set::new("set", "somebody", "MIT");
        let icons = chosen(&set, &json, |name| name == "seven");
        assert_eq!(icons.len(), 1);
        assert_eq!(icons[0].2, "apple");
        assert!(icons[0].3.contains("viewBox=\"0 0 32 20\"") && !icons[0].3.contains("currentColor"));
    }
}
