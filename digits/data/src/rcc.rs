//! Reads Qt's resource files (`.rcc`), in which some programs keep their pictures and sounds.
//!
//! The layout is that of Qt's `rcc` tool, versions 1 to 3: a tree of fixed-size nodes, names in UTF-16 and
//! data, each found by its offset; all numbers are big-endian.

use std::path::PathBuf;

/// Node flags.
const COMPRESSED: u16 = 1;
const FOLDER: u16 = 2;
const COMPRESSED_ZSTD: u16 = 4;

/// The uncompressed files in a resource file, with their paths; `None` where the bytes are not a resource
/// file.
pub(super) fn files(bytes: &[u8]) -> Option<Vec<(PathBuf, &[u8])>> {
    if !bytes.starts_with(b"qres") {
        return None;
    }
    let reader = Reader { bytes };
    let [version, tree, data, names] = [4, 8, 12, 16].map(|at| reader.long(at));
    let tables = Tables {
        node: if version? >= 2 { 22 } else { 14 },
        tree: tree? as usize,
        data: data? as usize,
        names: names? as usize,
    };
    let mut found = Vec::new();
    // The root, which has no name.
    let mut folders = vec![(0, PathBuf::new())];
    while let Some((folder, path)) = folders.pop() {
        let node = tables.tree + folder * tables.node;
        let (count, first) = (reader.long(node + 6)? as usize, reader.long(node + 10)? as usize);
        // A count that is too large for the file means that it is broken.
        if count > bytes.len() / tables.node {
            return None;
        }
        for child in first..first + count {
            let node = tables.tree + child * tables.node;
            let path = path.join(reader.name(tables.names + reader.long(node)? as usize)?);
            match reader.short(node + 4)? {
                flags if flags & FOLDER != 0 => {
                    // Children must come after their folder; otherwise the tree could be endless.
                    if child <= folder {
                        return None;
                    }
                    folders.push((child, path));
                }
                flags if flags & (COMPRESSED | COMPRESSED_ZSTD) == 0 => {
                    let start = tables.data + reader.long(node + 10)? as usize;
                    let len = reader.long(start)? as usize;
                    found.push((path, bytes.get(start + 4..start + 4 + len)?));
                }
                _ => {}
            }
        }
    }
    found.sort();
    Some(found)
}

/// Offsets of a file's parts, and the size of a node, in bytes.
struct Tables {
    node: usize,
    tree: usize,
    data: usize,
    names: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        self.bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
    }

    fn long(&self, at: usize) -> Option<u32> {
        self.bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// Reads a name: length, hash and UTF-16. Names that would lead out of their folder are refused.
    fn name(&self, at: usize) -> Option<String> {
        let len = usize::from(self.short(at)?);
        let units: Vec<u16> = (0..len).map(|index| self.short(at + 6 + 2 * index)).collect::<Option<_>>()?;
        let name = String::from_utf16(&units).ok()?;
        (!name.is_empty() && name != ".." && !name.contains(['/', '\\'])).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with the folder "a", which holds the file "b" with `data`.
    fn resource(data: &[u8], flags: u16) -> Vec<u8> {
        let mut bytes = b"qres".to_vec();
        let tree = 24 + 4 + data.len() as u32;
        // Version 3 has flags after the four offsets; then comes the data, preceded by its length.
        for number in [3, tree, 24, tree + 3 * 22, 0, data.len() as u32] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(data);
        let mut node = |name: u32, flags: u16, more: [u32; 2]| {
            bytes.extend_from_slice(&name.to_be_bytes());
            bytes.extend_from_slice(&flags.to_be_bytes());
            more.iter().for_each(|number| bytes.extend_from_slice(&number.to_be_bytes()));
            bytes.extend_from_slice(&[0; 8]);
        };
        node(0, FOLDER, [1, 1]);
        node(0, FOLDER, [1, 2]);
        node(8, flags, [0, 0]);
        for letter in [b'a', b'b'] {
            bytes.extend_from_slice(&[0, 1, 0, 0, 0, 0, 0, letter]);
        }
        bytes
    }

    #[test]
    fn files_have_paths_and_bytes() {
        let bytes = resource(b"hello", 0);
        let found = files(&bytes).expect("a resource file");
        assert_eq!(found, [(PathBuf::from("a/b"), b"hello".as_slice())]);
        assert_eq!(files(&resource(b"hello", COMPRESSED)), Some(Vec::new()));
    }

    #[test]
    fn broken_files_are_none() {
        let bytes = resource(b"hello", 0);
        assert!(files(b"RIFF").is_none());
        assert!((4..bytes.len()).all(|len| files(&bytes[..len]).is_none()));
    }
}
