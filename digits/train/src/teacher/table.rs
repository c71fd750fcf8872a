//! What a kept network made of each file: a row of features a file, in a safetensors file of its own.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
};

use burn::tensor::{Device, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::TrainError;

/// Name of the tensor.
const FEATURES: &str = "features";

/// Key of the files' names in the metadata.
const FILES: &str = "files";

/// Features of files.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Features of a file.
    width: usize,
    /// Features of all files, one file after the other.
    values: Vec<f32>,
    /// Row of each file, by its path in the folder of that side of the split.
    rows: HashMap<String, usize>,
}

impl Table {
    /// A table of `files` and their features, `width` each.
    pub fn new(files: &[String], values: Vec<f32>, width: usize) -> Self {
        let rows = files.iter().enumerate().map(|(row, file)| (file.clone(), row)).collect();
        Self { width, values, rows }
    }

    /// Path of the table of spoken words in `folder`, which `cargo xtask data` writes.
    pub fn speech_path(folder: &Path) -> PathBuf {
        folder.join("speech.safetensors")
    }

    /// Reads a table; `None` where there is no such file.
    ///
    /// # Errors
    /// [`TrainError::File`] and [`TrainError::Checkpoint`], where it cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, TrainError> {
        if !path.exists() {
            return Ok(None);
        }
        let bytes = fs::read(path).map_err(|source| TrainError::File { path: path.to_owned(), source })?;
        let wrong = |why: &dyn std::fmt::Display| TrainError::Checkpoint {
            path: path.to_owned(),
            message: why.to_string(),
        };
        let (_, metadata) = SafeTensors::read_metadata(&bytes).map_err(|why| wrong(&why))?;
        let files = metadata.metadata().as_ref().and_then(|texts| texts.get(FILES));
        let files = files.ok_or_else(|| wrong(&"it does not name its files"))?;
        let files: Vec<String> = serde_json::from_str(files).map_err(|why| wrong(&why))?;
        let tensors = SafeTensors::deserialize(&bytes).map_err(|why| wrong(&why))?;
        let features = tensors.tensor(FEATURES).map_err(|why| wrong(&why))?;
        match *features.shape() {
            [rows, width] if features.dtype() == Dtype::F32 && rows == files.len() => {
                let numbers = features.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
                Ok(Some(Self::new(&files, numbers.collect(), width)))
            }
            _ => Err(wrong(&"its features are not one row a file")),
        }
    }

    /// Writes the table.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`], where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TrainError> {
        let wrong = |why: &dyn std::fmt::Display| TrainError::Checkpoint {
            path: path.to_owned(),
            message: why.to_string(),
        };
        let mut files = vec![""; self.rows.len()];
        self.rows.iter().for_each(|(file, row)| files[*row] = file);
        let files = serde_json::to_string(&files).map_err(|why| wrong(&why))?;
        let bytes: Vec<u8> = self.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let view = TensorView::new(Dtype::F32, vec![self.rows.len(), self.width], &bytes)
            .map_err(|why| wrong(&why))?;
        let metadata = HashMap::from([(FILES.to_owned(), files)]);
        let bytes = safetensors::serialize(BTreeMap::from([(FEATURES, view)]), Some(metadata))
            .map_err(|why| wrong(&why))?;
        crate::write(path, &bytes)
    }

    /// The row of a file, by its path in the folder of that side of the split.
    pub fn row(&self, file: &str) -> Option<usize> {
        self.rows.get(file).copied()
    }

    /// Whether its rows are of these files, in this order.
    pub fn is_of(&self, files: &[String]) -> bool {
        self.rows.len() == files.len() && (0..).zip(files).all(|(row, file)| self.row(file) == Some(row))
    }

    /// Features of a file.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The directions of the rows, each feature standardised over all files first: `[files, width]`, each row of
    /// length one.
    pub fn directions(&self, device: &Device) -> Tensor<2> {
        let shape = [self.rows.len(), self.width];
        let values = Tensor::<2>::from_data(TensorData::new(self.values.clone(), shape), device);
        let mean = values.clone().mean_dim(0);
        let centred = values - mean;
        let deviation = centred.clone().powf_scalar(2.0).mean_dim(0).sqrt().clamp_min(1e-4);
        let standard = centred / deviation;
        let length = standard.clone().powf_scalar(2.0).sum_dim(1).sqrt().clamp_min(1e-6);
        standard / length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = Table::speech_path(folder.path());
        assert_eq!(Table::read(&path).unwrap(), None);
        let files = ["speech/1/b.wav", "speech/1/a.wav"].map(str::to_owned);
        let table = Table::new(&files, vec![1.0, 2.0, 3.0, 3.0, -2.0, 3.0], 3);
        table.write(&path).unwrap();
        let again = Table::read(&path).unwrap().unwrap();
        assert_eq!(again, table);
        assert!(again.is_of(&files) && !again.is_of(&files[..1]));
        assert_eq!((again.row("speech/1/a.wav"), again.row("speech/2/a.wav")), (Some(1), None));
        fs::write(&path, b"no table").unwrap();
        assert!(Table::read(&path).is_err());
    }

    #[test]
    fn directions_are_standardised_and_of_length_one() {
        let files = ["a", "b"].map(str::to_owned);
        let table = Table::new(&files, vec![1.0, 20.0, 3.0, 10.0], 2);
        let values: Vec<f32> = table.directions(&Device::flex()).into_data().iter::<f32>().collect();
        let half = std::f32::consts::FRAC_1_SQRT_2;
        for (value, expected) in values.iter().zip([-half, half, half, -half]) {
            assert!((value - expected).abs() < 1e-5, "{values:?}");
        }
    }
}
