//! Tests of looking up models on the hub.

use super::*;
use crate::view::panel::OTHER as BY_NAME;
use Order::{Get, ListKept, Look, Persist};

fn look(repository: &str) -> Order<&'static str> {
    Look { hub: HUB.into(), repository: repository.into(), revision: None }
}

fn looked(asked: &str, repository: Repository) -> Event<&'static str> {
    Event::Looked { asked: asked.into(), repository }
}

#[test]
fn a_name_is_typed_one_of_several_models_picked_and_downloaded() {
    let mut way = running(&[]);
    assert_eq!(choose(&mut way, BY_NAME), []);
    assert_eq!(way.panel(), Panel::Name(String::new()));
    assert_eq!(ask(&mut way, HubCommand::Look("no name".into())), []);
    assert!(way.note().contains("no repository’s name"));
    assert_eq!(ask(&mut way, HubCommand::Look("an/other".into())), [look("an/other")]);
    assert_eq!(way.note(), "");
    let several = repository("an/other", &["F.ckpt", "G.ckpt"]);
    way.take(looked("an/other", several.clone()));
    assert_eq!(way.panel(), Panel::Found(several.clone()));
    assert_eq!(ask(&mut way, HubCommand::Pick("F.ckpt".into())), [look("an/other")]);
    way.take(looked("an/other", several));
    assert!(matches!(way.panel(), Panel::Offer(offer) if offer.key() == OTHER));
    let orders = ask(&mut way, HubCommand::Download);
    assert!(matches!(&orders[..], [Persist, Get { offer, .. }] if offer.key() == OTHER), "{orders:?}");
}

#[test]
fn the_revision_of_an_address_is_asked_for() {
    let mut way = running(&[]);
    let address = "https://huggingface.co/an/other/blob/refs%2Fpr%2F1/F.ckpt";
    let orders = ask(&mut way, HubCommand::Look(address.into()));
    assert!(
        matches!(&orders[..], [Look { revision: Some(revision), .. }] if revision == "refs/pr/1"),
        "{orders:?}"
    );
    let of_commit = Repository { revision: "c0ffee".into(), ..repository("an/other", &["F.ckpt", "G.ckpt"]) };
    way.take(looked("an/other", of_commit.clone()));
    assert!(matches!(way.panel(), Panel::Offer(offer) if offer.revision == "c0ffee"));
    // One of several files is looked up in the commit that was described.
    ask(&mut way, HubCommand::Look("an/other".into()));
    way.take(looked("an/other", of_commit));
    let orders = ask(&mut way, HubCommand::Pick("G.ckpt".into()));
    assert!(
        matches!(&orders[..], [Look { revision: Some(revision), .. }] if revision == "c0ffee"),
        "{orders:?}"
    );
}

#[test]
fn the_hub_may_know_a_repository_by_another_name() {
    let mut way = running(&[]);
    ask(&mut way, HubCommand::Look("old/name".into()));
    way.take(looked("old/name", repository("an/other", &["F.ckpt"])));
    assert!(matches!(way.panel(), Panel::Offer(offer) if offer.key() == OTHER));
}

#[test]
fn the_first_look_also_asks_what_is_kept() {
    let mut way = running(&[]);
    way.kept = None;
    assert_eq!(ask(&mut way, HubCommand::List), [ListKept]);
    assert_eq!(ask(&mut way, HubCommand::Look("a/b".into())), [ListKept, look("a/b")]);
    way.take(Event::Kept(None));
    assert!(!way.keeps_models());
    assert_eq!(way.kept(), Some(&[][..]));
    assert_eq!(ask(&mut way, HubCommand::List), [], "it is known");
}

#[test]
fn before_the_list_is_there_nothing_can_be_looked_up() {
    let mut way = Way::new(None, None);
    way.begin();
    assert_eq!(ask(&mut way, HubCommand::Look("a/b".into())), []);
    assert!(way.note().contains("not there yet"));
}

#[test]
fn a_repository_that_is_not_there_or_holds_nothing_is_said() {
    let mut way = running(&[]);
    ask(&mut way, HubCommand::Look("a/b".into()));
    way.take(refused("a/b", false));
    assert_eq!((way.note(), way.panel()), ("It did not work.", Panel::Closed));
    ask(&mut way, HubCommand::Look("a/b".into()));
    way.take(looked("a/b", repository("a/b", &[])));
    assert!(way.note().contains("holds no weights"));
    assert_eq!(way.panel(), Panel::Closed);
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_dropped() {
    let mut way = running(&[]);
    ask(&mut way, HubCommand::Look("a/b".into()));
    ask(&mut way, HubCommand::Close);
    way.take(looked("a/b", repository("a/b", &["F.ckpt"])));
    assert_eq!(way.panel(), Panel::Closed);
    ask(&mut way, HubCommand::Look("c/d".into()));
    way.take(looked("a/b", repository("a/b", &["F.ckpt"])));
    assert_eq!(way.panel(), Panel::Looking("c/d".into()));
}

#[test]
fn a_worker_that_crashes_closes_the_question_and_the_page_goes_on() {
    let mut way = running(&[]);
    ask(&mut way, HubCommand::Look("a/b".into()));
    assert_eq!(way.take(Event::Stopped("It stopped.".into())), []);
    assert_eq!((way.note(), way.panel(), name(&way).as_str()), ("It stopped.", Panel::Closed, "Digits"));
}

#[test]
fn buttons_of_panels_that_are_gone_do_nothing() {
    let mut way = running(&[]);
    for command in [
        HubCommand::Download,
        HubCommand::Pause,
        HubCommand::Resume,
        HubCommand::Cancel,
        HubCommand::Pick("F.ckpt".into()),
    ] {
        assert_eq!(ask(&mut way, command), []);
    }
}
