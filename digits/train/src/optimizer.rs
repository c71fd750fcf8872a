//! Muon for the matrices of the layers, AdamW for everything else.
//!
//! Muon (K. Jordan 2024; J. Liu et al., arXiv 2502.16982) orthogonalises each matrix's step, so that it has the
//! same size in every direction. With Muon a run needs fewer samples, of which an hour on a CPU gives few.

use burn::{
    grad_clipping::{GradientClipping, GradientClippingConfig},
    module::{Module, ModuleVisitor, Param, ParamGroup, ParamId},
    optim::{AdamWConfig, AdjustLrFn, ModuleOptimizer, MuonConfig, decay::WeightDecayConfig},
    tensor::Tensor,
};

/// Decoupled weight decay, the same for both.
const WEIGHT_DECAY: f32 = 0.02;

/// Largest norm of a gradient, to which larger ones are clipped, for each parameter separately.
const CLIP_NORM: f32 = 1.0;

/// The optimizer of a model. Learning rates are AdamW's.
pub(super) fn optimizer<M: Module>(model: &M) -> ModuleOptimizer {
    let adam = AdamWConfig::new()
        .with_beta_2(0.99)
        .with_epsilon(1e-8)
        .with_weight_decay(WEIGHT_DECAY)
        .with_grad_clipping(Some(GradientClippingConfig::Norm(CLIP_NORM)))
        .init();
    let muon = MuonConfig::new()
        .with_weight_decay(Some(WeightDecayConfig::new(WEIGHT_DECAY)))
        .with_adjust_lr_fn(AdjustLrFn::MatchRmsAdamW)
        .build();
    let mut matrices = LayerMatrices { path: Vec::new(), ids: Vec::new() };
    model.visit(&mut matrices);
    adam.with_group(ParamGroup::from_ids(matrices.ids), muon, Some(GradientClipping::Norm(CLIP_NORM)))
}

/// Collects the matrices of encoder and decoder layers.
struct LayerMatrices {
    path: Vec<String>,
    ids: Vec<ParamId>,
}

impl ModuleVisitor for LayerMatrices {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let in_layer = self.path.iter().any(|name| name == "layer" || name == "decoder_layers");
        if D == 2 && in_layer {
            self.ids.push(param.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::start::{default_config, new_model};

    #[test]
    fn every_layer_has_six_matrices() {
        let config = default_config();
        let mut matrices = LayerMatrices { path: Vec::new(), ids: Vec::new() };
        new_model(&config, &Device::flex()).visit(&mut matrices);
        let layers = config.num_hidden_layers + config.decoder_num_hidden_layers;
        assert_eq!(matrices.ids.len(), 6 * layers);
    }
}
