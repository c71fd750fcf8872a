//! Cuts tensors of frames and spectrograms into patches (`patchify_pixel`, `patchify_audio`).

use burn::tensor::Tensor;

/// Cuts frames into patches, in the layout of the reconstruction's targets: frame by frame, row by
/// row; inside a patch by row, column, channel (Hugging Face's `patchify_pixel`).
///
/// Pixels at the right or lower edge that do not fill a patch are left out.
///
/// # Shapes
/// - `pixel_values`: `[batch, frames, channels, height, width]`
/// - result: `[batch, frames * patches, patch height * patch width * channels]`
pub fn patchify_pixel(pixel_values: Tensor<5>, patch_size: [usize; 2]) -> Tensor<3> {
    flatten(grid(pixel_values, patch_size).permute([0, 1, 3, 5, 4, 6, 2]))
}

/// Cuts spectrograms into patches, in the layout of the reconstruction's targets: time first, then
/// frequency; inside a patch by time, frequency, channel (Hugging Face's `patchify_audio`).
///
/// # Shapes
/// - `audio_values`: `[batch, channels, time, mel]`
/// - result: `[batch, time patches * frequency patches, patch time * patch mel * channels]`
pub fn patchify_audio(audio_values: Tensor<4>, patch_size: [usize; 2]) -> Tensor<3> {
    patchify_pixel(audio_values.unsqueeze_dim::<5>(1), patch_size)
}

/// The same patches with the channel first inside a patch, in the layout of a convolution's weights.
///
/// # Shapes
/// - `values`: `[batch, frames, channels, height, width]`
/// - result: `[batch, frames * patches, channels * patch height * patch width]`
pub(super) fn patchify_channel_first(values: Tensor<5>, patch_size: [usize; 2]) -> Tensor<3> {
    flatten(grid(values, patch_size).permute([0, 1, 3, 5, 2, 4, 6]))
}

/// `[batch, frames, channels, patch rows, patch height, patch columns, patch width]`.
fn grid(values: Tensor<5>, [patch_height, patch_width]: [usize; 2]) -> Tensor<7> {
    let [batch, frames, channels, height, width] = values.dims();
    let (rows, columns) = (height / patch_height, width / patch_width);
    values.narrow(3, 0, rows * patch_height).narrow(4, 0, columns * patch_width).reshape([
        batch,
        frames,
        channels,
        rows,
        patch_height,
        columns,
        patch_width,
    ])
}

/// `[batch, frames, rows, columns, and what is inside a patch]` to `[batch, patches, numbers]`.
fn flatten(patches: Tensor<7>) -> Tensor<3> {
    let [batch, frames, rows, columns, a, b, c] = patches.dims();
    patches.reshape([batch, frames * rows * columns, a * b * c])
}
