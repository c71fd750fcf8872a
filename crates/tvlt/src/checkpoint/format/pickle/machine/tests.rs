//! The pickle machine on small pickles, valid and hostile.

use super::*;

/// Memory limit, enough for the pickles of these tests.
const ROOM: usize = 1 << 20;

fn refused(pickle: &[u8]) -> String {
    read(pickle, ROOM).map(|(_, place)| place).expect_err("refused").0
}

/// The result of a pickle, and the unknown names in it.
fn made(pickle: &[u8]) -> (Value, Vec<String>) {
    let (values, place) = read(pickle, ROOM).expect("read");
    (values.get(place).expect("there").clone(), values.unknown())
}

#[test]
fn what_would_be_run_is_an_object_that_nothing_is_known_of() {
    let cases: [(&[u8], &[&str]); 11] = [
        (b"\x80\x02cos\nsystem\nX\x02\0\0\0ls\x85R.", &["os.system"]),
        (b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93)R.", &["builtins.eval"]),
        (b"ctorch\nload\n)R.", &["torch.load"]),
        (b"ctorch\nFloatStorage\n)R.", &[]),
        (b"ctorch\nfloat32\n)R.", &[]),
        // Instances of classes, made by NEWOBJ, NEWOBJ_EX, INST and OBJ.
        (b"cbuiltins\neval\n)\x81.", &["builtins.eval"]),
        (b"cbuiltins\neval\n)}\x92.", &["builtins.eval"]),
        (b"(ios\nsystem\n.", &["os.system"]),
        (b"(cos\nsystem\no.", &["os.system"]),
        // A call of what a call returned: getattr(X, "y")().
        (b"cbuiltins\ngetattr\n(cmine\nX\nX\x01\0\0\0ytR)R.", &["builtins.getattr", "mine.X"]),
        // State that is set on an object: functools.partial(print).
        (
            b"cfunctools\npartial\ncbuiltins\nprint\n\x85R(cbuiltins\nprint\n)}Ntb.",
            &["functools.partial", "builtins.print"],
        ),
    ];
    for (number, (pickle, names)) in cases.into_iter().enumerate() {
        let (value, unknown) = made(pickle);
        assert_eq!(value, Value::Object, "{number}");
        assert_eq!(unknown, names, "{number}");
    }
    // What is no class and no function cannot be called.
    for pickle in [&b"})\x85R."[..], b"N)R.", b"K\x01)R.", b"cos\nsystem\nK\x01R."] {
        refused(pickle);
    }
    // Extensions and out-of-band buffers do not occur in a self-contained pickle.
    assert!(refused(b"\x82\x01.").contains("0x82"));
}

#[test]
fn names_are_words_of_bounded_length_and_number() {
    let (value, _) = made(b"cos\nsystem\n.");
    assert_eq!(value, Value::Name(Name::Unknown("os.system".into())));
    let many: Vec<u8> = (0..50).flat_map(|number| format!("cm\nf{number}\n").into_bytes()).collect();
    let (_, names) = made(&[&many[..], b"."].concat());
    assert_eq!(names.len(), 8);
    let (_, names) = made(b"c\x1b[31m\nf\n.");
    assert_eq!(names, ["\\u{1b}[31m.f"]);
    // A long name, imported again and again, is counted against the memory.
    let long = "n".repeat(100_000);
    let text = [b"X", &100_000u32.to_le_bytes()[..], long.as_bytes(), b"q\0"].concat();
    assert!(refused(&[&text[..], &b"h\0h\0\x93".repeat(20_000), b"."].concat()).contains("more in it"));
}

/// A tensor with `requires_grad`, as `_rebuild_tensor_v2` makes it, with what is written around it.
#[test]
fn tensors_come_from_known_functions_alone() {
    let storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x06tQ";
    let rest = b"K\0K\x02K\x03\x86K\x03K\x01\x86\x89}t";
    let arguments = [b"(", &storage[..], rest].concat();
    let rebuild = b"ctorch._utils\n_rebuild_tensor_v2\n";
    let plain = [&rebuild[..], &arguments, b"R."].concat();
    let Value::Tensor(tensor) = made(&plain).0 else { panic!("no tensor") };
    assert_eq!((&tensor.shape[..], &tensor.strides[..]), (&[2, 3][..], &[3, 1][..]));
    // A tensor of a subclass, or with attributes.
    let of_class =
        [b"ctorch._tensor\n_rebuild_from_type_v2\n(", &rebuild[..], b"cmine\nMarked\n", &arguments, b"}tR."];
    let (value, unknown) = made(&of_class.concat());
    assert_eq!(value, Value::Tensor(tensor));
    assert_eq!(unknown, ["mine.Marked"]);
    // The same arguments, given to anything else.
    for name in ["mine\nrebuild", "torch._utils\n_rebuild_qtensor", "torch\nload"] {
        assert_eq!(made(&[b"c", name.as_bytes(), b"\n", &arguments, b"R."].concat()).0, Value::Object);
    }
    // A tensor of numbers that an unknown function makes, and a parameter of it.
    let unknown = [&rebuild[..], b"(cmine\nload\n)R", rest, b"R."].concat();
    assert_eq!(made(&unknown).0, Value::Object);
    let parameter = b"ctorch._utils\n_rebuild_parameter\n(cmine\nload\n)R\x89}tR.";
    assert_eq!(made(parameter).0, Value::Object);
    assert!(refused(&[&rebuild[..], b"(N", rest, b"R."].concat()).contains("broken tensor"));
}

#[test]
fn values_come_back() {
    let (values, place) =
        read(b"\x80\x02}q\0(X\x01\0\0\0aM\x34\x12X\x01\0\0\0b\x8a\x02\xff\xffu.", ROOM).expect("read");
    let pairs = values.dict(place).expect("a dictionary");
    let found: Vec<_> =
        pairs.iter().map(|(key, value)| (values.text(*key), values.get(*value).cloned())).collect();
    assert_eq!(found, [(Some("a"), Some(Value::Int(0x1234))), (Some("b"), Some(Value::Int(-1)))]);
}

/// Each is what `pickle.dumps` of Python 3.11 wrote for the value in the comment above it.
#[test]
fn plain_values_are_passed_over() {
    let long = [&b"\x80\x02\x8b\x09\x01\0\0"[..], &[1; 265], b"."].concat();
    let pickles: [&[u8]; 11] = [
        // {1, 2}, by protocol 2 and by protocol 4.
        b"\x80\x02c__builtin__\nset\nq\0]q\x01(K\x01K\x02e\x85q\x02Rq\x03.",
        b"\x80\x04\x95\x09\0\0\0\0\0\0\0\x8f\x94(K\x01K\x02\x90.",
        // frozenset({1})
        b"\x80\x04(K\x01\x91\x94.",
        // b"ab", by protocol 2.
        b"\x80\x02c_codecs\nencode\nq\0X\x02\0\0\0abq\x01X\x06\0\0\0latin1q\x02\x86q\x03Rq\x04.",
        // 2**70, and a number of 265 bytes.
        b"\x80\x02\x8a\x09\0\0\0\0\0\0\0\0\x40.",
        &long,
        // torch.device("cuda", 0)
        b"\x80\x02ctorch\ndevice\nq\0X\x04\0\0\0cudaq\x01K\0\x86q\x02Rq\x03.",
        // argparse.Namespace(lr=0.1)
        b"\x80\x02cargparse\nNamespace\nq\0)\x81q\x01}q\x02X\x02\0\0\0lrq\x03G?\xb9\x99\x99\x99\x99\x99\x9asb.",
        // pathlib.PosixPath("a/b")
        b"\x80\x02cpathlib\nPosixPath\nq\0X\x01\0\0\0aq\x01X\x01\0\0\0bq\x02\x86q\x03Rq\x04.",
        // collections.deque([1], maxlen=3)
        b"\x80\x02ccollections\ndeque\nq\0)K\x03\x86q\x01Rq\x02K\x01a.",
        // bytearray of protocol 5.
        b"\x80\x05\x96\x02\0\0\0\0\0\0\0ab\x94.",
    ];
    for (number, pickle) in pickles.into_iter().enumerate() {
        let (values, place) = read(pickle, ROOM).unwrap_or_else(|refusal| panic!("{number}: {refusal:?}"));
        assert!(matches!(values.get(place), Some(Value::Plain | Value::Object)), "{number}");
    }
}

#[test]
fn dictionaries_of_every_kind_keep_their_entries() {
    let pickles: [&[u8]; 5] = [
        b"\x80\x02ccollections\ndefaultdict\nc__builtin__\nlist\n\x85RX\x01\0\0\0aK\x07s.",
        b"\x80\x02ccollections\nCounter\n}X\x01\0\0\0aK\x07s\x85R.",
        b"\x80\x02ccollections\nOrderedDict\n](X\x01\0\0\0aK\x07la\x85R.",
        b"(X\x01\0\0\0aI7\nd.",
        // A class of its own that is a dictionary: NEWOBJ, SETITEM, BUILD.
        b"\x80\x02ceasydict\nEasyDict\n)\x81X\x01\0\0\0aK\x07s}b.",
    ];
    for (number, pickle) in pickles.into_iter().enumerate() {
        let (values, place) = read(pickle, ROOM).unwrap_or_else(|refusal| panic!("{number}: {refusal:?}"));
        let [(key, value)] = values.dict(place).expect("a dictionary")[..] else { panic!("{number}") };
        assert_eq!((values.text(key), values.get(value)), (Some("a"), Some(&Value::Int(7))), "{number}");
    }
}

#[test]
fn broken_pickles_are_refused() {
    let broken: [&[u8]; 9] =
        [b"", b"N", b"X\xff\xff\xff\xffab", b"0.", b"t.", b"h\0.", b"}(Nu.", b"NNs.", b"(N(0."];
    for pickle in broken {
        refused(pickle);
    }
    // A million nested tuples: neither building nor dropping them recurses, but they exceed the memory limit.
    let mut deep = vec![b')'];
    deep.resize(1_000_000, 0x85);
    deep.push(b'.');
    assert!(read(&deep, 1 << 30).is_ok());
    assert!(refused(&deep).contains("more in it than any"));
    assert!(refused(&b"(".repeat(1_000_000)).contains("0x28"));
    assert!(refused(&b"N".repeat(1_000_000)).contains("more in it than any"));
    // A list that holds itself.
    assert!(read(b"]q\0h\0a.", ROOM).is_ok());
}
