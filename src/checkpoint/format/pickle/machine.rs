//! The stack machine.

use std::rc::Rc;

use super::{MAX_DIMENSIONS, Name, Place, Refusal, Storage, StridedTensor, Value, Values};

/// Reads a pickle to its end: all its values, and the place of the one it is about.
///
/// # Errors
/// [`Refusal`]: what the pickle wants that is not given, or where it is broken.
pub(in crate::checkpoint::format) fn read(pickle: &[u8]) -> Result<(Values, Place), Refusal> {
    let mut machine = Machine { rest: pickle, ..Machine::default() };
    loop {
        if let Some(place) = machine.step()? {
            return Ok((machine.values, place));
        }
    }
}

#[derive(Default)]
struct Machine<'a> {
    rest: &'a [u8],
    values: Values,
    stack: Vec<Place>,
    /// Where the stack was at each mark.
    marks: Vec<usize>,
    memo: std::collections::BTreeMap<usize, Place>,
}

/// It ends too early.
fn cut_off() -> Refusal {
    Refusal::unread("its pickle ends too early")
}

/// It is nothing that Python writes.
fn broken() -> Refusal {
    Refusal::unread("its pickle is broken")
}

impl<'a> Machine<'a> {
    /// One instruction; at the last, the place of the result.
    fn step(&mut self) -> Result<Option<Place>, Refusal> {
        let [code] = self.array()?;
        match code {
            // PROTO and FRAME say nothing that is needed.
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            b'.' => return self.pop().map(Some),
            // NONE, NEWTRUE, NEWFALSE, BINFLOAT.
            b'N' | 0x88 | 0x89 => self.push(Value::Plain),
            b'G' => {
                self.take(8)?;
                self.push(Value::Plain);
            }
            // BININT, BININT1, BININT2, LONG1.
            b'J' => self.int(|machine| Ok(i32::from_le_bytes(machine.array()?).into()))?,
            b'K' => self.int(|machine| Ok(u8::from_le_bytes(machine.array()?).into()))?,
            b'M' => self.int(|machine| Ok(u16::from_le_bytes(machine.array()?).into()))?,
            0x8a => self.int(Self::long)?,
            // BINUNICODE, SHORT_BINUNICODE, BINSTRING, SHORT_BINSTRING.
            b'X' | b'T' => {
                let length = u32::from_le_bytes(self.array()?) as usize;
                self.text(length)?;
            }
            0x8c | b'U' => {
                let [length] = self.array()?;
                self.text(length.into())?;
            }
            // SHORT_BINBYTES, BINBYTES.
            b'C' => {
                let [length] = self.array()?;
                self.take(length.into())?;
                self.push(Value::Plain);
            }
            b'B' => {
                let length = u32::from_le_bytes(self.array()?) as usize;
                self.take(length)?;
                self.push(Value::Plain);
            }
            b')' => self.push(Value::Tuple(Vec::new())),
            b']' => self.push(Value::List(Vec::new())),
            b'}' => self.push(Value::Dict(Vec::new())),
            b'(' => self.marks.push(self.stack.len()),
            // TUPLE, TUPLE1, TUPLE2, TUPLE3.
            b't' => {
                let parts = self.marked()?;
                self.push(Value::Tuple(parts));
            }
            0x85..=0x87 => {
                let parts = self.popped(usize::from(code - 0x84))?;
                self.push(Value::Tuple(parts));
            }
            // APPEND, APPENDS, SETITEM, SETITEMS.
            b'a' => {
                let parts = self.popped(1)?;
                self.append(parts)?;
            }
            b'e' => {
                let parts = self.marked()?;
                self.append(parts)?;
            }
            b's' => {
                let parts = self.popped(2)?;
                self.set(&parts)?;
            }
            b'u' => {
                let parts = self.marked()?;
                self.set(&parts)?;
            }
            // POP, POP_MARK.
            b'0' => drop(self.pop()?),
            b'1' => drop(self.marked()?),
            // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET.
            b'q' => {
                let [key] = self.array()?;
                self.remember(key.into())?;
            }
            b'r' => {
                let key = u32::from_le_bytes(self.array()?) as usize;
                self.remember(key)?;
            }
            0x94 => self.remember(self.memo.len())?,
            b'h' => {
                let [key] = self.array()?;
                self.recall(key.into())?;
            }
            b'j' => {
                let key = u32::from_le_bytes(self.array()?) as usize;
                self.recall(key)?;
            }
            // GLOBAL, STACK_GLOBAL.
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.import(module, name)?;
            }
            0x93 => {
                let parts = self.popped(2)?;
                let text = |place: Place| self.values.shared_text(place).ok_or_else(broken);
                let (module, name) = (text(parts[0])?, text(parts[1])?);
                self.import(&module, &name)?;
            }
            // BINPERSID, REDUCE, BUILD.
            b'Q' => {
                let place = self.pop()?;
                let storage =
                    self.storage(place).ok_or_else(|| Refusal::unread("its storages are not PyTorch's"))?;
                self.push(Value::Storage(storage));
            }
            b'R' => {
                let parts = self.popped(2)?;
                let value = self.call(parts[0], parts[1])?;
                self.push(value);
            }
            // What is set on an object is not needed: of an OrderedDict, `_metadata`.
            b'b' => drop(self.pop()?),
            other => {
                let words = format!("it has the pickle instruction {other:#04x}, which is not read");
                return Err(Refusal::Unread(words));
            }
        }
        Ok(None)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn line(&mut self) -> Result<&'a str, Refusal> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').ok_or_else(cut_off)?;
        let line = self.take(end)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| broken())
    }

    fn push(&mut self, value: Value) {
        let place = self.values.push(value);
        self.stack.push(place);
    }

    /// The value on top, of those above the last mark.
    fn pop(&mut self) -> Result<Place, Refusal> {
        Ok(self.popped(1)?[0])
    }

    fn popped(&mut self, count: usize) -> Result<Vec<Place>, Refusal> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let from = self.stack.len().checked_sub(count).filter(|from| *from >= floor).ok_or_else(broken)?;
        Ok(self.stack.split_off(from))
    }

    /// Everything above the last mark, which goes too.
    fn marked(&mut self) -> Result<Vec<Place>, Refusal> {
        let from = self.marks.pop().ok_or_else(broken)?;
        Ok(self.stack.split_off(from))
    }

    fn int(&mut self, read: impl Fn(&mut Self) -> Result<i64, Refusal>) -> Result<(), Refusal> {
        let value = read(self)?;
        self.push(Value::Int(value));
        Ok(())
    }

    fn long(&mut self) -> Result<i64, Refusal> {
        let [length] = self.array()?;
        let bytes = self.take(length.into())?;
        if bytes.len() > 8 {
            return Err(Refusal::unread("it has a number beyond 64 bits"));
        }
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut whole = [if negative { 0xff } else { 0 }; 8];
        whole[..bytes.len()].copy_from_slice(bytes);
        Ok(i64::from_le_bytes(whole))
    }

    fn text(&mut self, length: usize) -> Result<(), Refusal> {
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| broken())?;
        self.push(Value::Text(text.into()));
        Ok(())
    }

    fn append(&mut self, parts: Vec<Place>) -> Result<(), Refusal> {
        let target = *self.stack.last().ok_or_else(broken)?;
        match self.values.0.get_mut(target) {
            Some(Value::List(list)) => list.extend(parts),
            _ => return Err(broken()),
        }
        Ok(())
    }

    fn set(&mut self, parts: &[Place]) -> Result<(), Refusal> {
        let target = *self.stack.last().ok_or_else(broken)?;
        let (pairs, []) = parts.as_chunks::<2>() else { return Err(broken()) };
        match self.values.0.get_mut(target) {
            Some(Value::Dict(dict)) => dict.extend(pairs.iter().map(|[key, value]| (*key, *value))),
            _ => return Err(broken()),
        }
        Ok(())
    }

    fn remember(&mut self, key: usize) -> Result<(), Refusal> {
        let place = *self.stack.last().ok_or_else(broken)?;
        self.memo.insert(key, place);
        Ok(())
    }

    fn recall(&mut self, key: usize) -> Result<(), Refusal> {
        let place = *self.memo.get(&key).ok_or_else(broken)?;
        self.stack.push(place);
        Ok(())
    }

    fn import(&mut self, module: &str, name: &str) -> Result<(), Refusal> {
        let known = Name::of(module, name);
        self.push(Value::Name(known.ok_or_else(|| Refusal::Runs(format!("{module}.{name}")))?));
        Ok(())
    }

    /// `("storage", type, key, location, length)`
    fn storage(&self, place: Place) -> Option<Storage> {
        let [word, kind, key, _location, _length] = *self.values.tuple(place)? else { return None };
        let Value::Name(Name::Storage(dtype)) = self.values.get(kind)? else { return None };
        (self.values.text(word)? == "storage").then_some(())?;
        Some(Storage { dtype: dtype.clone(), key: self.values.shared_text(key)? })
    }

    fn call(&self, name: Place, arguments: Place) -> Result<Value, Refusal> {
        let arguments = self.values.tuple(arguments).ok_or_else(broken)?;
        let Some(Value::Name(name)) = self.values.get(name) else {
            return Err(Refusal::Runs("something that it made itself".into()));
        };
        match name {
            Name::OrderedDict if arguments.is_empty() => Ok(Value::Dict(Vec::new())),
            Name::OrderedDict => Err(Refusal::unread("it has a dictionary of a form that is not read")),
            Name::Storage(kind) => Err(Refusal::Runs(format!("torch.{kind}Storage"))),
            Name::Parameter => {
                let tensor = arguments.first().and_then(|place| self.values.get(*place));
                tensor.filter(|value| matches!(value, Value::Tensor(_))).cloned().ok_or_else(broken)
            }
            Name::Tensor => {
                let tensor = self.tensor(arguments).map(|tensor| Value::Tensor(Rc::new(tensor)));
                tensor.ok_or_else(|| Refusal::unread("it has a broken tensor"))
            }
        }
    }

    /// `(storage, offset, shape, strides, ..)`
    fn tensor(&self, arguments: &[Place]) -> Option<StridedTensor> {
        let [storage, offset, shape, strides, ..] = *arguments else { return None };
        let Value::Storage(storage) = self.values.get(storage)? else { return None };
        let sizes = |place| -> Option<Vec<usize>> {
            let sizes = self.values.tuple(place).filter(|sizes| sizes.len() <= MAX_DIMENSIONS)?;
            sizes.iter().map(|size| self.values.size(*size)).collect()
        };
        Some(StridedTensor {
            storage: storage.clone(),
            offset: self.values.size(offset)? as u64,
            shape: sizes(shape)?,
            strides: sizes(strides)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(pickle: &[u8]) -> String {
        match read(pickle).map(|(_, place)| place).expect_err("refused") {
            Refusal::Runs(what) => format!("runs {what}"),
            Refusal::Unread(words) => words,
        }
    }

    #[test]
    fn what_would_be_run_is_named() {
        assert_eq!(refused(b"\x80\x02cos\nsystem\nX\x02\0\0\0ls\x85R."), "runs os.system");
        assert_eq!(refused(b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93."), "runs builtins.eval");
        assert_eq!(refused(b"ctorch\nload\n."), "runs torch.load");
        assert_eq!(refused(b"ctorch\nFloatStorage\n)R."), "runs torch.FloatStorage");
        assert_eq!(refused(b"})R."), "runs something that it made itself");
        // An instance of a class, by NEWOBJ, and by INST.
        assert!(refused(b"ccollections\nOrderedDict\n)\x81.").contains("0x81"));
        assert!(refused(b"(ios\nsystem\n.").contains("0x69"));
    }

    #[test]
    fn values_come_back() {
        let (values, place) =
            read(b"\x80\x02}q\0(X\x01\0\0\0aM\x34\x12X\x01\0\0\0b\x8a\x02\xff\xffu.").expect("read");
        let pairs = values.dict(place).expect("a dictionary");
        let found: Vec<_> =
            pairs.iter().map(|(key, value)| (values.text(*key), values.get(*value).cloned())).collect();
        assert_eq!(found, [(Some("a"), Some(Value::Int(0x1234))), (Some("b"), Some(Value::Int(-1)))]);
    }

    #[test]
    fn broken_pickles_are_refused() {
        let broken: [&[u8]; 9] =
            [b"", b"N", b"X\xff\xff\xff\xffab", b"0.", b"t.", b"h\0.", b"}(Nu.", b"NNs.", b"(N(0."];
        for pickle in broken {
            refused(pickle);
        }
        // A million tuples, one in another: neither its making nor its end needs a stack.
        let mut deep = vec![b')'];
        deep.resize(1_000_000, 0x85);
        deep.push(b'.');
        assert!(read(&deep).is_ok());
        // A list that holds itself.
        assert!(read(b"]q\0h\0a.").is_ok());
    }
}
