//! Reads what the page's address requests.

use leptos::prelude::window;

use super::address::Address;

/// Reads the parameters of the page's own address.
pub fn read_address() -> Address {
    let search = window().location().search().unwrap_or_default();
    let Ok(parameters) = web_sys::UrlSearchParams::new_with_str(&search) else { return Address::default() };
    let values = ["device", "source", "model", "precision", "teach"].map(|name| (name, parameters.get(name)));
    Address::from_parameters(values.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))))
}
