//! The page's address parameters: `?device=auto|cpu|webgpu`, `?source=camera|sample`, `?model=ID`,
//! `?precision=f32|f16`, `?teach=ADDRESS`.

use tvlt::precision::Precision;

/// The requested device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// The CPU first; the GPU if it is right and faster.
    #[default]
    Auto,
    /// Only the CPU; the GPU's module is never fetched.
    Cpu,
    /// The GPU if it is right, however slow.
    WebGpu,
}

/// A source that opens without a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceChoice {
    /// Camera and microphone.
    Camera,
    /// The bundled clip.
    Sample,
}

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// `?device`.
    pub device: DeviceChoice,
    /// `?source`; without it the page waits for a click.
    pub source: Option<SourceChoice>,
    /// `?model`, not yet looked up.
    pub model: Option<String>,
    /// `?precision`: the precision of the GPU, where it has it.
    pub precision: Precision,
    /// `?teach`: the address of a ZIP with classes that were exported before.
    pub teach: Option<String>,
    /// A sentence for every unknown value; the default is used in its place.
    pub remarks: Vec<String>,
}

impl Address {
    /// Reads the decoded parameters of an address, in their order. The last one of a name counts, and unknown names
    /// are ignored.
    pub fn from_parameters<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut address = Self::default();
        for (name, value) in parameters {
            match (name, value) {
                ("device", "auto") => address.device = DeviceChoice::Auto,
                ("device", "cpu") => address.device = DeviceChoice::Cpu,
                ("device", "webgpu") => address.device = DeviceChoice::WebGpu,
                ("source", "camera") => address.source = Some(SourceChoice::Camera),
                ("source", "sample") => address.source = Some(SourceChoice::Sample),
                ("model", id) if !id.is_empty() => address.model = Some(id.into()),
                ("teach", zip) if !zip.is_empty() => address.teach = Some(zip.into()),
                ("precision", "f32") => address.precision = Precision::F32,
                ("precision", "f16") => address.precision = Precision::F16,
                ("precision", _) => address.remarks.push(unknown(name, value, "f32 or f16")),
                ("device", _) => address.remarks.push(unknown(name, value, "auto, cpu or webgpu")),
                ("source", _) => address.remarks.push(unknown(name, value, "camera or sample")),
                _ => {}
            }
        }
        address
    }
}

fn unknown(name: &str, value: &str, known: &str) -> String {
    format!("The address asks for {name}={value}, which this page does not know; it knows {known}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_knows() {
        let address = Address::from_parameters([
            ("device", "webgpu"),
            ("source", "sample"),
            ("model", "digits"),
            ("precision", "f16"),
            ("teach", "classes.zip"),
        ]);
        assert_eq!(address.teach.as_deref(), Some("classes.zip"));
        assert_eq!((address.device, address.precision), (DeviceChoice::WebGpu, Precision::F16));
        assert_eq!(address.source, Some(SourceChoice::Sample));
        assert_eq!(address.model.as_deref(), Some("digits"));
        assert!(address.remarks.is_empty());
    }

    #[test]
    fn an_empty_address_is_the_default() {
        assert_eq!(Address::from_parameters([]), Address::default());
    }

    #[test]
    fn unknown_values_leave_the_default_and_a_sentence() {
        let parameters = [("device", "tpu"), ("source", ""), ("precision", "f8"), ("utm", "x")];
        let address = Address::from_parameters(parameters);
        assert_eq!((address.device, address.source), (DeviceChoice::Auto, None));
        assert_eq!(address.remarks.len(), 3);
        assert!(address.remarks[0].contains("device=tpu"));
    }
}
