//! A reactive value that components can only read.

use leptos::prelude::*;

/// A reactive value that every component can read, and that only the modules beside this file can change. Copying
/// it copies a handle to the same value.
pub struct Shown<T: 'static>(RwSignal<T>);

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shown<T> {}

impl<T: Default + Send + Sync> Default for Shown<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Send + Sync> Shown<T> {
    pub(super) fn new(value: T) -> Self {
        Self(RwSignal::new(value))
    }

    /// The value, tracked.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.0.get()
    }

    /// The value, untracked.
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.0.get_untracked()
    }

    /// Reads from the value, tracked.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.with(read)
    }

    /// Reads from the value, untracked.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(read)
    }

    /// Sets the value.
    pub(super) fn set(&self, value: T) {
        self.0.set(value);
    }

    /// Sets the value; does not notify where it is the same.
    pub(super) fn set_if_new(&self, value: T)
    where
        T: PartialEq,
    {
        if self.0.with_untracked(|old| *old != value) {
            self.0.set(value);
        }
    }
}
