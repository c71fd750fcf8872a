//! Gathers and restores masked patches on the device, by indices computed on the host.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::masking::Masking;

/// The kept tokens of each clip, in shuffled order.
///
/// # Shapes
/// - `sequence`: `[batch, patches, width]`
/// - result: `[batch, kept, width]`
pub(super) fn keep_tokens(sequence: Tensor<3>, masking: &Masking) -> Tensor<3> {
    let [batch, patches, width] = sequence.dims();
    let device = sequence.device();
    if masking.kept() == 0 {
        return Tensor::empty([batch, 0, width], &device);
    }
    sequence.reshape([batch * patches, width]).select(0, keep_indices(masking, &device)).reshape([
        batch,
        masking.kept(),
        width,
    ])
}

/// The entries of each clip's padding mask that belong to kept tokens.
///
/// # Shapes
/// - `mask`: `[batch, patches]`
/// - result: `[batch, kept]`
pub(super) fn keep_mask(mask: Tensor<2>, masking: &Masking) -> Tensor<2> {
    let [batch, patches] = mask.dims();
    let device = mask.device();
    if masking.kept() == 0 {
        return Tensor::empty([batch, 0], &device);
    }
    mask.reshape([batch * patches]).select(0, keep_indices(masking, &device)).reshape([batch, masking.kept()])
}

/// Puts kept tokens back in their positions and `mask_token` in all others (`concatenate_mask`).
///
/// # Shapes
/// - `kept`: `[batch, kept, width]`, or `None` where no token is kept
/// - `mask_token`: `[1, 1, width]`
/// - result: `[batch, patches, width]`
pub(super) fn restore_tokens(kept: Option<Tensor<3>>, mask_token: Tensor<3>, masking: &Masking) -> Tensor<3> {
    let [_, _, width] = mask_token.dims();
    let (batch, patches) = (masking.batch(), masking.patches());
    let Some(kept) = kept else { return mask_token.repeat(&[batch, patches, 1]) };
    // A table of all kept tokens, with the mask token as its last row.
    let last = batch * masking.kept();
    let table = Tensor::cat(vec![kept.reshape([last, width]), mask_token.reshape([1, width])], 0);
    let rows = (0..batch).flat_map(|clip| {
        let row =
            move |&place: &usize| if place < masking.kept() { clip * masking.kept() + place } else { last };
        masking.ids_restore(clip).iter().map(row)
    });
    let rows = indices(rows, &table.device());
    table.select(0, rows).reshape([batch, patches, width])
}

/// 1 where a patch is hidden, 0 where it is kept: `[batch, patches]` (`label_masks`).
pub(super) fn label_mask(masking: &Masking, device: &Device) -> Tensor<2> {
    let values: Vec<f32> = (0..masking.batch())
        .flat_map(|clip| masking.hidden(clip).map(|hidden| if hidden { 1.0 } else { 0.0 }))
        .collect();
    Tensor::from_data(TensorData::new(values, [masking.batch(), masking.patches()]), device)
}

/// Index of each patch in the shuffled order: `[batch, patches]`.
pub(super) fn ids_restore(masking: &Masking, device: &Device) -> Tensor<2, Int> {
    let ids = (0..masking.batch()).flat_map(|clip| masking.ids_restore(clip).iter().copied());
    indices(ids, device).reshape([masking.batch(), masking.patches()])
}

fn keep_indices(masking: &Masking, device: &Device) -> Tensor<1, Int> {
    let rows = (0..masking.batch())
        .flat_map(|clip| masking.ids_keep(clip).iter().map(move |&id| clip * masking.patches() + id));
    indices(rows, device)
}

fn indices(ids: impl Iterator<Item = usize>, device: &Device) -> Tensor<1, Int> {
    // A batch has far fewer than 2^31 tokens.
    let ids: Vec<i32> = ids.map(|id| id as i32).collect();
    let len = ids.len();
    Tensor::from_data(TensorData::new(ids, [len]), device)
}
