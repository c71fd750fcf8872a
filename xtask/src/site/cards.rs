//! Turns the `README.md` of each model, its model card, into an HTML page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::shell::step;

/// Folders between the site and a card: `models`, and the model's own.
const DEPTH: usize = 2;

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
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    html::push_html(&mut body, within_site(parser).into_iter());
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

/// The card's content, in which links and pictures outside the site are plain text: a card links to files of the
/// repository, which the site does not have.
fn within_site<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    // For each link or picture that is open, whether it stays.
    let mut open = Vec::new();
    let stays = |event: &Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            open.push(!leaves_site(dest_url));
            open.last().copied().unwrap_or(true)
        }
        Event::End(TagEnd::Link | TagEnd::Image) => open.pop().unwrap_or(true),
        _ => true,
    };
    events.filter(stays).collect()
}

/// Whether a relative address of a card leads out of the site.
fn leaves_site(address: &str) -> bool {
    if address.contains("://") || address.starts_with("mailto:") {
        return false;
    }
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let mut depth = Some(DEPTH);
    for part in path.split('/') {
        depth = match part {
            ".." => depth.and_then(|depth| depth.checked_sub(1)),
            "" | "." => depth,
            _ => depth.map(|depth| depth + 1),
        };
    }
    // Addresses from the host's root do not know where on its host the site is.
    depth.is_none() || path.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    #[test]
    fn a_card_becomes_a_page_with_its_tables() {
        let page = page("# TVLT <digits>\n\nWords.\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n");
        assert!(page.contains("<title>TVLT &lt;digits>: model card</title>"), "{page}");
        assert!(page.contains("<table>") && page.contains("<td style=\"text-align: right\">2</td>"));
        // Only relative addresses, so that the site works at any path.
        assert!(!page.contains("href=\"/") && !page.contains("http://"));
    }

    #[test]
    fn links_out_of_the_site_are_plain_text() {
        let page = page(
            "[training](../../../docs/training.md), [list](../index.json), [paper](https://arxiv.org/abs/2209.14156), \
             [![curves](curves.svg)](../../../../other), ![gone](../../../gone.png), [below](#form)",
        );
        assert!(page.contains("training, <a href=\"../index.json\">list</a>, "), "{page}");
        assert!(page.contains("<a href=\"https://arxiv.org/abs/2209.14156\">paper</a>"), "{page}");
        assert!(page.contains(", <img src=\"curves.svg\" alt=\"curves\" />, gone, "), "{page}");
        assert!(page.contains("<a href=\"#form\">below</a>"), "{page}");
    }

    /// The addresses of a page in attributes of this name.
    fn addresses<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
        page.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_address_of_a_card_is_a_file_of_the_site() {
        // As the site has them, but for index.html and the styles.
        let www = project::root().join("www").canonicalize().unwrap();
        let mut cards = 0;
        for entry in fs::read_dir(www.join("models")).unwrap() {
            let folder = entry.unwrap().path();
            let Ok(card) = fs::read_to_string(folder.join("README.md")) else { continue };
            cards += 1;
            let page = page(&card);
            for address in [addresses(&page, "href"), addresses(&page, "src")].concat() {
                if address.contains("://") || address.starts_with("data:") || address.starts_with('#') {
                    continue;
                }
                // The style sheet has another place in the site.
                let file =
                    address.split('#').next().unwrap().replace("../../card.css", "../../styles/card.css");
                let found = folder.join(&file).canonicalize();
                assert!(
                    found.is_ok_and(|path| path.starts_with(&www)),
                    "{} leads to {address}",
                    folder.display()
                );
            }
            assert!(addresses(&page, "src").contains(&"reconstructions.png"));
        }
        assert!(cards > 0);
    }
}
