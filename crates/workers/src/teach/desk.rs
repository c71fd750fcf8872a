//! Answers the requests that need neither pictures nor sounds nor storage.

use bridge::protocol::teach::{Request, Response};
use bridge::protocol::teach_error::TeachError;
use tvlt::teach::features::Features;

use super::room::Room;

/// Answers a request; `None` for one that needs pictures, sounds or the storage. `features` are those of the request's
/// payload.
pub fn serve(room: &mut Room, request: &Request, features: Features) -> Option<Result<Response, TeachError>> {
    let changed = match request {
        Request::Look(_) => return Some(room.look(&features).map(Response::Answer)),
        Request::Begin { class } => return Some(room.begin(*class).map(Response::Burst)),
        Request::Reset => {
            room.forget_looks();
            return Some(Ok(Response::Done));
        }
        Request::AddClass { name } => room.add_class(name).map(drop),
        Request::Rename { class, name } => room.rename(*class, name),
        Request::Switch { class, on } => room.switch(*class, *on),
        Request::Learn { class, senses } => room.learn(*class, *senses),
        Request::Delete(target) => room.delete(*target),
        Request::Undo => room.undo(),
        Request::Features { sample, .. } => room.read(*sample, features),
        Request::Open { .. }
        | Request::Heads
        | Request::Sample { .. }
        | Request::Forget
        | Request::Thumbnails { .. }
        | Request::Export
        | Request::Import { .. }
        | Request::AddFiles { .. }
        | Request::NextUnread => return None,
    };
    // While samples are read one after another, the heads are only solved for looks.
    let state = |room: &mut Room| match request {
        Request::Features { .. } => room.state(),
        _ => room.solved_state(),
    };
    Some(changed.map(|()| Response::Room(state(room))))
}
