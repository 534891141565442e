//! Writes every page with made-up values into a folder, to be looked at in a browser:
//! `cargo run -p dbag-app --features ssr --example render_pages -- target/pages`.

#[path = "made_up/mod.rs"]
mod made_up;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/pages".into()),
    );
    std::fs::create_dir_all(&folder)?;
    for (name, frame, page) in made_up::pages() {
        std::fs::write(
            folder.join(format!("{name}.html")),
            dbag_app::render(&frame, page),
        )?;
    }
    Ok(())
}
