//! Tells cargo what the program carries inside: the migrations and the built web.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=web/dist");
}
