//! Names of classes as names of folders that every system accepts.

/// Longest name of a folder, in characters.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A folder for each class, in the same order, no two alike even where capital and small letters are the same. Most
/// names are their own folder's; `classes.json` has all of them as they are.
pub fn folders<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let mut folders = Vec::new();
    for name in names {
        let plain = plain(name);
        let mut folder = plain.clone();
        let mut number = 2;
        while taken.contains(&folder.to_lowercase()) {
            folder = format!("{plain} {number}");
            number += 1;
        }
        taken.push(folder.to_lowercase());
        folders.push(folder);
    }
    folders
}

fn plain(name: &str) -> String {
    let is_safe = |letter: char| !letter.is_control() && !r#"/\<>:"|?*"#.contains(letter);
    let letters = name.trim().chars().take(LONGEST).map(|letter| if is_safe(letter) { letter } else { '_' });
    let plain: String = letters.collect();
    // Windows drops dots and spaces at the end, and a dot at the beginning hides a folder.
    let plain = plain.trim_end_matches(['.', ' ']);
    let stem = plain.split('.').next().unwrap_or_default().to_lowercase();
    if plain.is_empty() || plain.starts_with('.') || DEVICES.contains(&stem.trim_end()) {
        return format!("_{plain}");
    }
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_become_safe() {
        let names =
            ["mug", "größe 42", "background", "yes/no", "yes?no", "Mug", "...", "NUL", "com1.txt", "end. "];
        let folders = folders(names);
        assert_eq!(
            folders,
            ["mug", "größe 42", "background", "yes_no", "yes_no 2", "Mug 2", "_", "_NUL", "_com1.txt", "end"]
        );
        assert_eq!(super::folders([&*"x".repeat(300)])[0].len(), LONGEST);
    }
}
