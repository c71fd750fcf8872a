//! A value that is shown.

use leptos::prelude::*;

/// A value that every component reads and follows, and that only the states beside this file change. Copying it
/// copies a handle to the same value.
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

    /// The value, followed.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.0.get()
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.0.get_untracked()
    }

    /// Something of the value, followed.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.with(read)
    }

    /// Something of the value as it is now.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(read)
    }

    /// Shows another value.
    pub(super) fn set(&self, value: T) {
        self.0.set(value);
    }

    /// Shows another value; nothing is drawn again where it is the same.
    pub(super) fn set_if_new(&self, value: T)
    where
        T: PartialEq,
    {
        if self.0.with_untracked(|old| *old != value) {
            self.0.set(value);
        }
    }
}
