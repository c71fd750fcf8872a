//! The stack machine that a pickle's instructions run on.

mod calls;
mod reading;

use std::{collections::BTreeMap, rc::Rc};

use super::{Name, PLAIN, Place, Refusal, Value, Values};

/// Limit on the stack's height and on its marks. Python writes long lists a thousand values at a time.
const MAX_STACK: usize = 1 << 17;

/// A growing `Vec` costs up to three times its values: the old memory, and the new with twice the capacity.
const GROWTH: usize = 3;

/// Bytes of one entry in an ordered map, roughly.
const ENTRY: usize = 32;

/// Reads a pickle to its end. Returns all its values, and the index of its result. The values may take at most
/// `room` bytes.
///
/// # Errors
/// [`Refusal`]: what the pickle has that is not read, or where it is broken.
pub(in crate::checkpoint::format) fn read(pickle: &[u8], room: usize) -> Result<(Values, Place), Refusal> {
    let mut machine = Machine {
        rest: pickle,
        values: Values(vec![Value::Plain]),
        stack: Vec::new(),
        marks: Vec::new(),
        memo: BTreeMap::new(),
        room,
    };
    loop {
        if let Some(place) = machine.step()? {
            return Ok((machine.values, place));
        }
    }
}

struct Machine<'a> {
    rest: &'a [u8],
    values: Values,
    stack: Vec<Place>,
    /// Height of the stack at each mark.
    marks: Vec<usize>,
    memo: BTreeMap<u32, Place>,
    /// Bytes that the values may still take.
    room: usize,
}

/// The pickle ends too early.
fn cut_off() -> Refusal {
    Refusal::unread("its pickle ends too early")
}

/// The pickle is not one that Python writes.
fn broken() -> Refusal {
    Refusal::unread("its pickle is broken")
}

impl<'a> Machine<'a> {
    /// Executes one instruction; the last one returns the index of the result.
    fn step(&mut self) -> Result<Option<Place>, Refusal> {
        let [code] = self.array()?;
        match code {
            // PROTO and FRAME are not needed.
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            b'.' => return self.pop().map(Some),
            // NONE, NEWTRUE, NEWFALSE, BINFLOAT, FLOAT.
            b'N' | 0x88 | 0x89 => self.stack(PLAIN)?,
            b'G' => self.plain(8)?,
            b'F' => drop(self.line().and_then(|_| self.stack(PLAIN))?),
            // BININT, BININT1, BININT2, LONG1, LONG4, INT, LONG.
            b'J' => self.int(|machine| Ok(i32::from_le_bytes(machine.array()?).into()))?,
            b'K' => self.int(|machine| Ok(u8::from_le_bytes(machine.array()?).into()))?,
            b'M' => self.int(|machine| Ok(u16::from_le_bytes(machine.array()?).into()))?,
            0x8a => {
                let [length] = self.array()?;
                self.long(length.into())?;
            }
            0x8b => {
                let length = self.length::<4>()?;
                self.long(length)?;
            }
            b'I' | b'L' => {
                let line = self.line()?;
                match line.strip_suffix('L').unwrap_or(line).parse() {
                    Ok(value) => self.push(Value::Int(value))?,
                    Err(_) => self.stack(PLAIN)?,
                }
            }
            // BINUNICODE, BINSTRING, SHORT_BINUNICODE, SHORT_BINSTRING, BINUNICODE8.
            b'X' | b'T' => {
                let length = self.length::<4>()?;
                self.text(length, code == b'X')?;
            }
            0x8c | b'U' => {
                let length = self.length::<1>()?;
                self.text(length, code == 0x8c)?;
            }
            0x8d => {
                let length = self.length::<8>()?;
                self.text(length, true)?;
            }
            // SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8.
            b'C' => self.bytes::<1>()?,
            b'B' => self.bytes::<4>()?,
            0x8e | 0x96 => self.bytes::<8>()?,
            b')' => self.push(Value::Tuple(Vec::new()))?,
            b']' => self.push(Value::List(Vec::new()))?,
            b'}' => self.push(Value::Dict(Vec::new()))?,
            // EMPTY_SET, FROZENSET.
            0x8f => self.push(Value::Object)?,
            0x91 => {
                self.marked()?;
                self.push(Value::Object)?;
            }
            b'(' if self.marks.len() < MAX_STACK => self.marks.push(self.stack.len()),
            // TUPLE, TUPLE1, TUPLE2, TUPLE3, LIST, DICT.
            b't' => {
                let parts = self.marked()?;
                self.tuple(parts)?;
            }
            0x85..=0x87 => {
                let parts = self.popped(usize::from(code - 0x84))?;
                self.tuple(parts)?;
            }
            b'l' => {
                let parts = self.marked()?;
                self.push(Value::List(Vec::new()))?;
                self.append(parts)?;
            }
            b'd' => {
                let parts = self.marked()?;
                self.push(Value::Dict(Vec::new()))?;
                self.set(&parts)?;
            }
            // APPEND, APPENDS, SETITEM, SETITEMS, ADDITEMS.
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
            0x90 => {
                self.marked()?;
                let target = self.top()?;
                if self.values.get(target) != Some(&Value::Object) {
                    return Err(broken());
                }
            }
            // POP, POP_MARK, DUP.
            b'0' => drop(self.pop()?),
            b'1' => drop(self.marked()?),
            b'2' => {
                let place = self.top()?;
                self.stack(place)?;
            }
            // BINPUT, LONG_BINPUT, PUT, MEMOIZE, BINGET, LONG_BINGET, GET.
            b'q' => {
                let [key] = self.array()?;
                self.remember(key.into())?;
            }
            b'r' => {
                let key = u32::from_le_bytes(self.array()?);
                self.remember(key)?;
            }
            b'p' => {
                let key = self.line()?.parse().map_err(|_| broken())?;
                self.remember(key)?;
            }
            0x94 => {
                let key = u32::try_from(self.memo.len()).map_err(|_| broken())?;
                self.remember(key)?;
            }
            b'h' => {
                let [key] = self.array()?;
                self.recall(key.into())?;
            }
            b'j' => {
                let key = u32::from_le_bytes(self.array()?);
                self.recall(key)?;
            }
            b'g' => {
                let key = self.line()?.parse().map_err(|_| broken())?;
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
            // BINPERSID.
            b'Q' => {
                let place = self.pop()?;
                let storage =
                    self.storage(place).ok_or_else(|| Refusal::unread("its storages are not PyTorch's"))?;
                self.push(Value::Storage(Rc::new(storage)))?;
            }
            // REDUCE, NEWOBJ, NEWOBJ_EX.
            b'R' | 0x81 => {
                let parts = self.popped(2)?;
                self.call(parts[0], parts[1])?;
            }
            0x92 => {
                let parts = self.popped(3)?;
                self.call(parts[0], parts[1])?;
            }
            // INST, OBJ.
            b'i' => {
                let (module, name) = (self.line()?, self.line()?);
                let parts = self.marked()?;
                self.import(module, name)?;
                let class = self.pop()?;
                self.tuple(parts)?;
                let arguments = self.pop()?;
                self.call(class, arguments)?;
            }
            b'o' => {
                let mut parts = self.marked()?;
                let class = (!parts.is_empty()).then(|| parts.remove(0)).ok_or_else(broken)?;
                self.tuple(parts)?;
                let arguments = self.pop()?;
                self.call(class, arguments)?;
            }
            // BUILD: an object's attributes (such as `_metadata` of an OrderedDict) are not needed.
            b'b' => drop(self.pop()?),
            other => {
                let words = format!("it has the pickle instruction {other:#04x}, which is not read");
                return Err(Refusal(words));
            }
        }
        Ok(None)
    }

    /// Counts bytes against the memory that is left for values.
    fn spend(&mut self, bytes: usize) -> Result<(), Refusal> {
        let words = "its pickle has more in it than any model's";
        self.room = self.room.checked_sub(bytes).ok_or_else(|| Refusal::unread(words))?;
        Ok(())
    }

    fn push(&mut self, value: Value) -> Result<(), Refusal> {
        self.spend(GROWTH * size_of::<Value>())?;
        let place = Place::try_from(self.values.0.len()).map_err(|_| broken())?;
        self.values.0.push(value);
        self.stack(place)
    }

    fn stack(&mut self, place: Place) -> Result<(), Refusal> {
        if self.stack.len() >= MAX_STACK {
            return Err(Refusal::unread("its pickle has more in it than any model's"));
        }
        self.stack.push(place);
        Ok(())
    }

    /// Skips a value of `length` bytes that is not needed, and pushes the placeholder.
    fn plain(&mut self, length: usize) -> Result<(), Refusal> {
        self.take(length)?;
        self.stack(PLAIN)
    }

    /// As [`plain`](Self::plain), with the length stored in `N` bytes before the value.
    fn bytes<const N: usize>(&mut self) -> Result<(), Refusal> {
        let length = self.length::<N>()?;
        self.plain(length)
    }

    fn tuple(&mut self, parts: Vec<Place>) -> Result<(), Refusal> {
        self.spend(size_of::<Place>() * parts.capacity())?;
        self.push(Value::Tuple(parts))
    }

    fn top(&self) -> Result<Place, Refusal> {
        self.stack.last().copied().ok_or_else(broken)
    }

    /// Pops the top value, which must lie above the last mark.
    fn pop(&mut self) -> Result<Place, Refusal> {
        Ok(self.popped(1)?[0])
    }

    fn popped(&mut self, count: usize) -> Result<Vec<Place>, Refusal> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let from = self.stack.len().checked_sub(count).filter(|from| *from >= floor).ok_or_else(broken)?;
        Ok(self.stack.split_off(from))
    }

    /// Pops everything above the last mark, and the mark.
    fn marked(&mut self) -> Result<Vec<Place>, Refusal> {
        let from = self.marks.pop().ok_or_else(broken)?;
        Ok(self.stack.split_off(from))
    }

    fn int(&mut self, read: impl Fn(&mut Self) -> Result<i64, Refusal>) -> Result<(), Refusal> {
        let value = read(self)?;
        self.push(Value::Int(value))
    }

    /// An integer of any length. One of more than 64 bits cannot be a tensor's size, so it is not needed.
    fn long(&mut self, length: usize) -> Result<(), Refusal> {
        let bytes = self.take(length)?;
        if bytes.len() > 8 {
            return self.stack(PLAIN);
        }
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut whole = [if negative { 0xff } else { 0 }; 8];
        whole[..bytes.len()].copy_from_slice(bytes);
        self.push(Value::Int(i64::from_le_bytes(whole)))
    }

    /// Text. What is not UTF-8 may be a byte string of Python 2, which did not tell the two apart.
    fn text(&mut self, length: usize, unicode: bool) -> Result<(), Refusal> {
        match std::str::from_utf8(self.take(length)?) {
            Ok(text) => {
                self.spend(text.len())?;
                self.push(Value::Text(text.into()))
            }
            Err(_) if unicode => Err(broken()),
            Err(_) => self.stack(PLAIN),
        }
    }

    fn append(&mut self, parts: Vec<Place>) -> Result<(), Refusal> {
        self.spend(GROWTH * size_of::<Place>() * parts.len())?;
        let target = self.top()?;
        match self.values.get_mut(target) {
            Some(Value::List(list)) => list.extend(parts),
            Some(Value::Object) => {}
            _ => return Err(broken()),
        }
        Ok(())
    }

    fn set(&mut self, parts: &[Place]) -> Result<(), Refusal> {
        self.spend(GROWTH * size_of::<Place>() * parts.len())?;
        let target = self.top()?;
        let (pairs, []) = parts.as_chunks::<2>() else { return Err(broken()) };
        let pairs = pairs.iter().map(|[key, value]| (*key, *value));
        match self.values.get_mut(target) {
            Some(Value::Dict(dict)) => dict.extend(pairs),
            // An object of a class that is a dictionary: easydict's, omegaconf's.
            Some(object @ Value::Object) => *object = Value::Dict(pairs.collect()),
            _ => return Err(broken()),
        }
        Ok(())
    }

    fn remember(&mut self, key: u32) -> Result<(), Refusal> {
        let place = self.top()?;
        if self.memo.insert(key, place).is_none() {
            self.spend(ENTRY)?;
        }
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Result<(), Refusal> {
        let place = *self.memo.get(&key).ok_or_else(broken)?;
        self.stack(place)
    }

    fn import(&mut self, module: &str, name: &str) -> Result<(), Refusal> {
        let name = Name::of(module, name);
        let length = if let Name::Unknown(words) = &name { words.len() } else { 0 };
        self.spend(ENTRY + length)?;
        self.push(Value::Name(name))
    }
}

#[cfg(test)]
mod tests;
