//! The names that a pickle imports, and what each becomes. None of them is ever run.

use std::rc::Rc;

/// Longest name that is kept of an unknown class or function, in characters.
const MAX_UNKNOWN: usize = 100;

/// A name that a pickle imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checkpoint::format) enum Name {
    /// A dictionary of some kind.
    Dict,
    /// A class, or a function that rebuilds an object, whose values a checkpoint's tensors do not need: a set,
    /// a device, a date.
    Plain,
    /// A named constant, such as a number type (`torch.float32`).
    Constant(Rc<str>),
    /// `torch._utils._rebuild_tensor` and `_rebuild_tensor_v2`
    Tensor,
    /// `torch._utils._rebuild_tensor_v3`: the same with its number type.
    TypedTensor,
    /// `torch._utils._rebuild_parameter` and `_rebuild_parameter_with_state`
    Parameter,
    /// `torch.FloatStorage` and its like; the type by PyTorch's name ("Float").
    Storage(Rc<str>),
    /// `torch._tensor._rebuild_from_type_v2`: calls another function, for a tensor of a subclass or with attributes.
    OfClass,
    /// Any other class or function, cut at [`MAX_UNKNOWN`].
    Unknown(Rc<str>),
}

/// Dictionary classes: Python's, and Lightning's for hyperparameters.
const DICTS: [(&str, &[&str]); 5] = [
    ("collections", &["OrderedDict", "defaultdict", "Counter"]),
    ("pytorch_lightning.utilities.parsing", &["AttributeDict"]),
    ("lightning.pytorch.utilities.parsing", &["AttributeDict"]),
    ("lightning_fabric.utilities.data", &["AttributeDict"]),
    ("lightning.fabric.utilities.data", &["AttributeDict"]),
];

/// Classes of values that many training programs store beside the weights, and that need not be reported as unknown.
/// Of Python's builtins only types are among them; `eval`, `getattr` and the like are not.
const PLAIN: [(&str, &[&str]); 20] = [
    ("builtins", BUILTINS),
    ("__builtin__", BUILTINS),
    ("_codecs", &["encode"]),
    ("argparse", &["Namespace"]),
    ("types", &["SimpleNamespace"]),
    ("collections", &["deque"]),
    ("datetime", &["date", "datetime", "time", "timedelta", "timezone"]),
    ("decimal", &["Decimal"]),
    ("fractions", &["Fraction"]),
    ("uuid", &["UUID"]),
    ("pathlib", PATHS),
    ("pathlib._local", PATHS),
    ("torch", &["device", "Size"]),
    ("torch.serialization", &["_get_layout"]),
    ("torch.torch_version", &["TorchVersion"]),
    ("numpy", &["dtype", "ndarray"]),
    ("numpy.core.multiarray", ARRAYS),
    ("numpy._core.multiarray", ARRAYS),
    ("numpy.core.numeric", &["_frombuffer"]),
    ("numpy._core.numeric", &["_frombuffer"]),
];

const BUILTINS: &[&str] = &[
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "long",
    "object",
    "range",
    "set",
    "slice",
    "str",
    "tuple",
    "unicode",
    "xrange",
];

const PATHS: &[&str] = &["Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"];

const ARRAYS: &[&str] = &["_reconstruct", "scalar"];

/// Constants of PyTorch: number types, memory formats, layouts and kinds of quantisation.
const CONSTANTS: [&str; 71] = [
    "bfloat16",
    "bits16",
    "bits1x8",
    "bits2x4",
    "bits4x2",
    "bits8",
    "bool",
    "cdouble",
    "cfloat",
    "chalf",
    "channels_last",
    "channels_last_3d",
    "complex128",
    "complex32",
    "complex64",
    "contiguous_format",
    "double",
    "float",
    "float16",
    "float32",
    "float4_e2m1fn_x2",
    "float64",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "float8_e8m0fnu",
    "half",
    "int",
    "int1",
    "int16",
    "int2",
    "int3",
    "int32",
    "int4",
    "int5",
    "int6",
    "int64",
    "int7",
    "int8",
    "jagged",
    "long",
    "per_channel_affine",
    "per_channel_affine_float_qparams",
    "per_channel_symmetric",
    "per_tensor_affine",
    "per_tensor_symmetric",
    "preserve_format",
    "qint32",
    "qint8",
    "quint2x4",
    "quint4x2",
    "quint8",
    "short",
    "sparse_bsc",
    "sparse_bsr",
    "sparse_coo",
    "sparse_csc",
    "sparse_csr",
    "strided",
    "uint1",
    "uint16",
    "uint2",
    "uint3",
    "uint32",
    "uint4",
    "uint5",
    "uint6",
    "uint64",
    "uint7",
    "uint8",
];

/// Number types of numpy's.
const NUMPY_TYPES: [&str; 16] = [
    "bool",
    "bool_",
    "complex128",
    "complex64",
    "float16",
    "float32",
    "float64",
    "int16",
    "int32",
    "int64",
    "int8",
    "str_",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
];

impl Name {
    /// The known name, if it is one, else [`Name::Unknown`].
    pub(super) fn of(module: &str, name: &str) -> Self {
        Self::known(module, name).unwrap_or_else(|| {
            let letters = module.chars().chain(['.']).chain(name.chars());
            Self::Unknown(letters.take(MAX_UNKNOWN).collect::<String>().into())
        })
    }

    fn known(module: &str, name: &str) -> Option<Self> {
        let listed = |lists: &[(&str, &[&str])]| {
            lists.iter().any(|(of, names)| *of == module && names.contains(&name))
        };
        if listed(&DICTS) {
            return Some(Self::Dict);
        }
        if listed(&PLAIN) {
            return Some(Self::Plain);
        }
        Some(match (module, name) {
            ("torch._utils", "_rebuild_tensor" | "_rebuild_tensor_v2") => Self::Tensor,
            ("torch._utils", "_rebuild_tensor_v3") => Self::TypedTensor,
            ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => Self::Parameter,
            ("torch._tensor", "_rebuild_from_type_v2") => Self::OfClass,
            ("torch", name) if CONSTANTS.contains(&name) => Self::Constant(format!("torch.{name}").into()),
            ("numpy", name) if NUMPY_TYPES.contains(&name) => Self::Constant(format!("numpy.{name}").into()),
            ("numpy.dtypes", name) if name.ends_with("DType") && name.len() < 32 => Self::Plain,
            ("torch" | "torch.storage", storage) if storage.len() < 32 => {
                Self::Storage(storage.strip_suffix("Storage")?.into())
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_known_and_what_could_run_is_a_word() {
        for (module, name) in [
            ("builtins", "set"),
            ("torch", "device"),
            ("numpy._core.multiarray", "scalar"),
            ("numpy.dtypes", "Float64DType"),
            ("argparse", "Namespace"),
        ] {
            assert_eq!(Name::of(module, name), Name::Plain, "{module}.{name}");
        }
        assert_eq!(Name::of("collections", "defaultdict"), Name::Dict);
        for constant in ["float32", "uint32", "uint64"] {
            assert_eq!(Name::of("torch", constant), Name::Constant(format!("torch.{constant}").into()));
        }
        assert_eq!(Name::of("torch", "HalfStorage"), Name::Storage("Half".into()));
        for (module, name) in [
            ("builtins", "eval"),
            ("builtins", "exec"),
            ("builtins", "getattr"),
            ("builtins", "__import__"),
            ("__builtin__", "open"),
            ("os", "system"),
            ("posix", "system"),
            ("subprocess", "Popen"),
            ("torch", "load"),
            ("torch.hub", "load"),
            ("numpy", "load"),
            ("numpy", "fromfile"),
            ("_codecs", "lookup"),
            ("pathlib", "os"),
            ("collections", "namedtuple"),
            ("functools", "partial"),
            ("operator", "attrgetter"),
            ("copyreg", "_reconstructor"),
        ] {
            let word = format!("{module}.{name}");
            assert_eq!(Name::of(module, name), Name::Unknown(word.as_str().into()), "{word}");
        }
        let long = Name::of(&"m".repeat(1000), "f");
        assert_eq!(long, Name::Unknown("m".repeat(MAX_UNKNOWN).into()));
    }
}
