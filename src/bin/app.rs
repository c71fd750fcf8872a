//! The page.

fn main() {
    tvlt::view::app::mount();
}
