//! One tab at a time writes to the storage.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::scope::scope;

/// Name of the lock, for all tabs with this page.
const NAME: &str = "tvlt-teach";

// web-sys has the lock manager only among its unstable interfaces.
#[wasm_bindgen]
extern "C" {
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        then: &Closure<dyn FnMut(JsValue) -> Promise>,
    ) -> Result<Promise, JsValue>;
}

/// Takes the lock until the worker ends; `false` where another tab has it. A browser without locks gives it to all.
pub async fn take() -> bool {
    let Ok(locks) = Reflect::get(&scope().navigator(), &"locks".into()) else { return true };
    if locks.is_undefined() {
        return true;
    }
    let options = Object::new();
    // `Reflect::set` fails only on frozen objects.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let then = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |lock: JsValue| {
        if let Some(sender) = sender.take() {
            // The receiver is awaited below.
            let _ = sender.send(!lock.is_null());
        }
        // The lock is held until this promise is settled, which it never is.
        Promise::new(&mut |_, _| {})
    });
    let asked = locks.unchecked_ref::<Locks>().request(NAME, &options, &then);
    // The browser calls it later, and the worker holds the lock until it ends.
    then.forget();
    match asked {
        Ok(_) => receiver.await.unwrap_or(true),
        Err(_) => true,
    }
}
