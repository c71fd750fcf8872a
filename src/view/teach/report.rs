//! The report on how well the person's own classes are told apart.

use leptos::prelude::*;

use super::words;
use crate::view::state::TeachState;
use bridge::protocol::teach_state::{ReportRow, ReportState};

/// A sentence, right and wrong of each class, the confusion matrix, and what would help.
#[component]
pub fn Report(
    /// Has the report.
    teach: TeachState,
) -> impl IntoView {
    let report = Memo::new(move |_| teach.of_room(|room| room.report.clone()).unwrap_or_default());
    let accuracy = move || report.with(|report| report.accuracy.map(|accuracy| format!("{accuracy:.4}")));
    let verdict = move || report.with(words::verdict);
    let advice = move || {
        let advice = report.with(|report| report.advice.clone());
        advice.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()
    };
    let tables = move || {
        report.with(|report| {
            let asked = report.rows.iter().any(|row| row.asked > 0);
            (report.accuracy.is_some() && asked).then(|| view! { {sums(report)} {matrix(report)} })
        })
    };
    view! {
        <section
            id="teach-report"
            aria-label="How well it tells your classes apart"
            data-accuracy=move || accuracy().unwrap_or_default()
            class:stale=move || report.with(|report| report.is_stale)
        >
            <h2>"How well it tells them apart"</h2>
            <p class="verdict">{verdict}</p>
            <ul class="advice">{advice}</ul>
            {tables}
            <p class="limits">
                "What it cannot do yet: a thing that looks like one of yours is often taken for it, and in another \
                place many things are, until the background is recorded there. New noises and words it mostly tells \
                from yours."
            </p>
        </section>
    }
}

/// Right, wrong and unknown of each class.
fn sums(report: &ReportState) -> impl IntoView + use<> {
    let row = |row: &ReportRow| {
        view! {
            <tr>
                <th scope="row"><Name name=row.name.clone() /></th>
                <td>{row.right}</td>
                <td>{row.wrong}</td>
                <td>{row.unknown}</td>
            </tr>
        }
    };
    view! {
        <table>
            <caption>"Samples of recordings that were left out in turn"</caption>
            <thead>
                <tr>
                    <th scope="col">"class"</th>
                    <th scope="col">"right"</th>
                    <th scope="col">"wrong"</th>
                    <th scope="col">"unknown"</th>
                </tr>
            </thead>
            <tbody>{report.rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// What the samples of each class were named: a row for each class, a column for each name, and one for no name, which
/// is right for the background. The columns bear the numbers of the rows, as names beside one another would need too
/// much room.
fn matrix(report: &ReportState) -> impl IntoView + use<> {
    let names = report.rows.first().map_or(0, |row| row.named.len());
    let head = |(at, row): (usize, &ReportRow)| {
        view! {
            <th scope="col" title=row.name.clone()>
                <span aria-hidden="true">{at + 1}</span>
                <span class="visually-hidden">{row.name.clone()}</span>
            </th>
        }
    };
    let heads = report.rows.iter().take(names).enumerate().map(head).collect_view();
    let row = |(at, row): (usize, &ReportRow)| {
        let unnamed = row.asked.saturating_sub(row.named.iter().sum());
        let cell = |(named_as, times): (usize, usize)| {
            let share = times as f64 / row.asked.max(1) as f64;
            view! {
                <td class:right=named_as == at style:--share=format!("{:.0}%", share * 100.0)>{times}</td>
            }
        };
        let named = row.named.iter().copied().chain([unnamed]).enumerate().map(cell).collect_view();
        let number = (at < names).then(|| view! { <span class="number" aria-hidden="true">{at + 1}</span> });
        view! {
            <tr>
                <th scope="row">
                    <span class="numbered">{number} <Name name=row.name.clone() /></span>
                </th>
                {named}
            </tr>
        }
    };
    let rows = report.rows.iter().enumerate().map(row).collect_view();
    view! {
        <div class="matrix" tabindex="0" role="group" aria-label="What was taken for what">
            <table>
                <caption>
                    "What was taken for what: a row for each class shown, a column for each answer, by the number of its class"
                </caption>
                <thead><tr><td></td>{heads}<th scope="col">"unknown"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The name of a class, cut where it is too long; the pointer shows all of it.
#[component]
fn Name(name: String) -> impl IntoView {
    let title = name.clone();
    view! { <span class="name" title=title>{name}</span> }
}
