//! The pickle machine on small pickles, valid and hostile.

use super::*;

/// Memory limit, enough for the pickles of these tests.
const ROOM: usize = 1 << 20;

fn refused(pickle: &[u8]) -> String {
    match read(pickle, ROOM).map(|(_, place)| place).expect_err("refused") {
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
    assert_eq!(refused(b"ctorch\nfloat32\n)R."), "runs torch.float32");
    // Instances of classes, made by NEWOBJ, INST and OBJ.
    assert_eq!(refused(b"cbuiltins\neval\n)\x81."), "runs builtins.eval");
    assert_eq!(refused(b"(ios\nsystem\n."), "runs os.system");
    assert_eq!(refused(b"(cos\nsystem\no."), "runs os.system");
    // A call of an object of a known class, as if it were the class.
    assert_eq!(refused(b"cbuiltins\nset\n)R)R."), "runs something that it made itself");
    // Extensions and out-of-band buffers do not occur in a self-contained pickle.
    assert!(refused(b"\x82\x01.").contains("0x82"));
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
    let pickles: [&[u8]; 4] = [
        b"\x80\x02ccollections\ndefaultdict\nc__builtin__\nlist\n\x85RX\x01\0\0\0aK\x07s.",
        b"\x80\x02ccollections\nCounter\n}X\x01\0\0\0aK\x07s\x85R.",
        b"\x80\x02ccollections\nOrderedDict\n](X\x01\0\0\0aK\x07la\x85R.",
        b"(X\x01\0\0\0aI7\nd.",
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
