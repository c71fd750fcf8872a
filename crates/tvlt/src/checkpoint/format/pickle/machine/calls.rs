//! The values that calls of known names return.

use std::rc::Rc;

use super::{
    super::{MAX_DIMENSIONS, Name, Place, Refusal, Storage, StridedTensor, Value},
    ENTRY, Machine, broken,
};

impl Machine<'_> {
    /// `("storage", type, key, location, length)`
    pub(super) fn storage(&self, place: Place) -> Option<Storage> {
        let [word, kind, key, _location, _length] = *self.values.tuple(place)? else { return None };
        let Value::Name(Name::Storage(dtype)) = self.values.get(kind)? else { return None };
        (self.values.text(word)? == "storage").then_some(())?;
        Some(Storage { dtype: dtype.clone(), key: self.values.shared_text(key)? })
    }

    /// Pushes a value for what the name, called with the arguments, would return. Nothing is run: what is not known to
    /// make a tensor or a dictionary makes an [`Object`](Value::Object).
    pub(super) fn call(&mut self, name: Place, arguments: Place) -> Result<(), Refusal> {
        let mut arguments = self.values.tuple(arguments).ok_or_else(broken)?;
        let mut name = match self.values.get(name) {
            Some(Value::Name(name)) => name,
            // What an unknown function returned, such as a class or another function.
            Some(Value::Object) => &Name::Plain,
            _ => return Err(broken()),
        };
        if *name == Name::OfClass {
            (name, arguments) = self.of_class(arguments);
        }
        let (value, cost) = match name {
            Name::Dict => {
                let pairs = self.pairs(arguments);
                let pairs =
                    pairs.ok_or_else(|| Refusal::unread("it has a dictionary of a form that is not read"))?;
                let cost = size_of::<(Place, Place)>() * pairs.capacity();
                (Value::Dict(pairs), cost)
            }
            Name::Plain | Name::Constant(_) | Name::Storage(_) | Name::OfClass | Name::Unknown(_) => {
                (Value::Object, 0)
            }
            Name::Parameter => {
                let tensor = arguments.first().and_then(|place| self.values.get(*place));
                let tensor =
                    tensor.filter(|value| matches!(value, Value::Tensor(_) | Value::Object)).cloned();
                (tensor.ok_or_else(broken)?, 0)
            }
            // A tensor whose numbers an unknown function makes.
            Name::Tensor | Name::TypedTensor if self.is_object(arguments.first()) => (Value::Object, 0),
            Name::Tensor | Name::TypedTensor => {
                let typed = *name == Name::TypedTensor;
                let tensor = self.tensor(arguments, typed);
                let tensor = tensor.ok_or_else(|| Refusal::unread("it has a broken tensor"))?;
                let sizes = 2 * MAX_DIMENSIONS * size_of::<usize>();
                (Value::Tensor(Rc::new(tensor)), size_of::<StridedTensor>() + sizes + ENTRY)
            }
        };
        self.spend(cost)?;
        self.push(value)
    }

    fn is_object(&self, place: Option<&Place>) -> bool {
        place.is_some_and(|place| self.values.get(*place) == Some(&Value::Object))
    }

    /// What a call of [`Name::OfClass`], with the arguments `(function, class, arguments, attributes)`, calls itself. An
    /// unknown function stays an object, and so does another [`Name::OfClass`], which Python never writes here.
    fn of_class<'a>(&'a self, arguments: &'a [Place]) -> (&'a Name, &'a [Place]) {
        if let [function, _class, inner, ..] = *arguments
            && let Some(Value::Name(name)) = self.values.get(function)
            && let Some(inner) = self.values.tuple(inner)
            && *name != Name::OfClass
        {
            return (name, inner);
        }
        (&Name::Plain, arguments)
    }

    /// The pairs of a new dictionary: none, or those of the dictionary or the list of pairs among the
    /// arguments. (A `defaultdict` has one more argument, its default factory.)
    fn pairs(&self, arguments: &[Place]) -> Option<Vec<(Place, Place)>> {
        let mut pairs = Vec::new();
        for place in arguments {
            match self.values.get(*place)? {
                Value::Dict(given) => pairs.extend(given),
                Value::List(given) => {
                    for pair in given {
                        match self.values.get(*pair)? {
                            Value::Tuple(pair) | Value::List(pair) => match pair[..] {
                                [key, value] => pairs.push((key, value)),
                                _ => return None,
                            },
                            _ => return None,
                        }
                    }
                }
                Value::Name(_) | Value::Plain | Value::Object => {}
                _ => return None,
            }
            if pairs.len() > self.room / size_of::<(Place, Place)>() {
                return None;
            }
        }
        Some(pairs)
    }

    /// From `(storage, offset, shape, strides, ..)`; `typed` tensors have `(.., requires_grad, hooks, type)` too.
    fn tensor(&self, arguments: &[Place], typed: bool) -> Option<StridedTensor> {
        let [storage, offset, shape, strides, ..] = *arguments else { return None };
        let Value::Storage(storage) = self.values.get(storage)? else { return None };
        let storage = match typed {
            false => storage.clone(),
            true => {
                let Value::Name(Name::Constant(dtype) | Name::Unknown(dtype)) =
                    self.values.get(*arguments.get(6)?)?
                else {
                    return None;
                };
                Rc::new(Storage { dtype: dtype.clone(), key: storage.key.clone() })
            }
        };
        let sizes = |place| -> Option<Vec<usize>> {
            let sizes = self.values.tuple(place).filter(|sizes| sizes.len() <= MAX_DIMENSIONS)?;
            sizes.iter().map(|size| self.values.size(*size)).collect()
        };
        Some(StridedTensor {
            storage,
            offset: self.values.size(offset)? as u64,
            shape: sizes(shape)?,
            strides: sizes(strides)?,
        })
    }
}
