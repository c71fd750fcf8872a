//! Turns the `README.md` of each model, its model card, into an HTML page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulldown_cmark::{Options, Parser, html};

use crate::shell::step;

/// Writes `card.html` beside every `README.md` of the site's models.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn build(dist: &Path) -> Result<()> {
    let models = dist.join("models");
    step("Making pages of the model cards");
    for entry in fs::read_dir(&models).with_context(|| format!("could not read {}", models.display()))? {
        let folder = entry?.path();
        let card = folder.join("README.md");
        if card.is_file() {
            let text =
                fs::read_to_string(&card).with_context(|| format!("could not read {}", card.display()))?;
            write(&folder, &page(&text))?;
        }
    }
    Ok(())
}

fn write(folder: &Path, page: &str) -> Result<()> {
    let file = folder.join("card.html");
    fs::write(&file, page).with_context(|| format!("could not write {}", file.display()))
}

/// Turns a card in Markdown into an HTML page. Its addresses are relative, like all of the site's: the site's root
/// is two folders up.
fn page(markdown: &str) -> String {
    let title = markdown.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("Model card");
    let mut body = String::new();
    html::push_html(&mut body, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="../../card.css" />
    <title>{title}: model card</title>
  </head>
  <body>
    <main>
      <p><a href="../../">Back to the live page</a></p>
{body}    </main>
  </body>
</html>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_card_becomes_a_page_with_its_tables() {
        let page = page("# TVLT <digits>\n\nWords.\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n");
        assert!(page.contains("<title>TVLT &lt;digits>: model card</title>"), "{page}");
        assert!(page.contains("<table>") && page.contains("<td style=\"text-align: right\">2</td>"));
        // Only relative addresses, so that the site works at any path.
        assert!(!page.contains("href=\"/") && !page.contains("http://"));
    }
}
