//! The bar above every page: the name, where one can go, who one is.

use dbag_domain::Role;
use leptos::prelude::*;

use super::Mark;
use crate::Frame;
use crate::page::Section;

/// The bar; before signing in only the name.
#[component]
pub(crate) fn Topbar(
    /// The request's frame.
    frame: Frame,
    /// The part of the site that the page belongs to.
    section: Option<Section>,
) -> impl IntoView {
    let account = frame.viewer.clone().map(|viewer| {
        let links = Section::ALL
            .iter()
            .filter(|link| viewer.role.includes(link.role()))
            .map(|link| {
                let current = (section == Some(*link)).then_some("page");
                view! {
                    <li>
                        <a class="topbar__link" href=frame.path(link.path()) aria-current=current>
                            {link.title()}
                        </a>
                    </li>
                }
            })
            .collect::<Vec<_>>();
        view! {
            <nav class="topbar__nav" aria-label="Main">
                <ul class="topbar__list">{links}</ul>
            </nav>
            <form class="topbar__account" method="post" action=frame.path("/logout")>
                <span>{viewer.email}</span>
                <button class="button is-quiet">"Sign out"</button>
            </form>
        }
    });
    view! {
        <header class="topbar">
            <div class="topbar__inner">
                <a class="topbar__brand" href=frame.path("/")>
                    <Mark class="topbar__mark" />
                    "Dbag"
                </a>
                {account}
            </div>
        </header>
    }
}

impl Section {
    const ALL: &[Self] = &[
        Self::Dashboards,
        Self::Objects,
        Self::Sources,
        Self::Settings,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::Dashboards => "Dashboards",
            Self::Objects => "Objects",
            Self::Sources => "Sources",
            Self::Settings => "Settings",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Dashboards => "/d",
            Self::Objects => "/objects",
            Self::Sources => "/sources",
            Self::Settings => "/settings",
        }
    }

    /// Who sees the link.
    const fn role(self) -> Role {
        match self {
            Self::Dashboards | Self::Objects => Role::Viewer,
            Self::Sources => Role::Editor,
            Self::Settings => Role::Admin,
        }
    }
}
