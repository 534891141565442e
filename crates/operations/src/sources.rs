//! Sources: adding, testing, looking into and removing them.

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, SourceAddress, TestReport};
use dbag_domain::{Problem, Slug, Source};
use dbag_store::StoreError;

use crate::edit::TableView;
use crate::held_address::HeldAddress;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// The sources, without their secrets.
    pub async fn sources(&self, actor: &Actor) -> Result<Vec<Source>, Problem> {
        actor.check(Operation::ViewSources)?;
        self.store.sources().await.map_err(problem_of)
    }

    /// Holds an address that was typed, for the form that shows it again.
    pub fn hold_address(&self, actor: &Actor, typed: &str) -> HeldAddress {
        HeldAddress::new(&self.vault, actor, typed)
    }

    /// The address that a person means by a form in which it was held.
    pub fn restore_address(&self, actor: &Actor, held: &HeldAddress) -> String {
        held.restore(&self.vault, actor)
    }

    /// Connects to an address and says what is found, or what is wrong in words.
    pub async fn test_source(&self, actor: &Actor, url: &str) -> Result<TestReport, Problem> {
        actor.check(Operation::EditSources)?;
        let connection = self
            .collector
            .connect(parse_address(url)?)
            .await
            .map_err(at_url)?;
        connection.test().await.map_err(at_url)
    }

    /// Tests a saved source again.
    pub async fn test_saved_source(
        &self,
        actor: &Actor,
        slug: &str,
    ) -> Result<TestReport, Problem> {
        actor.check(Operation::EditSources)?;
        let source = self.store.source(slug).await.map_err(problem_of)?;
        match self.collector.connection(Some(source.id)).await? {
            Some(connection) => connection.test().await,
            None => Err(Problem::not_found(format!(
                "source `{slug}` does not exist"
            ))),
        }
    }

    /// Adds a source that answers.
    pub async fn add_source(
        &self,
        actor: &Actor,
        slug: &str,
        url: &str,
        now: DateTime<Utc>,
    ) -> Result<Source, Problem> {
        actor.check(Operation::EditSources)?;
        let slug = Slug::parse(slug).map_err(|error| Problem::field("slug", error.to_string()))?;
        let address = parse_address(url)?;
        let connection = self
            .collector
            .connect(address.clone())
            .await
            .map_err(at_url)?;
        connection.test().await.map_err(at_url)?;
        let (shown, secret) = (address.redacted(), address.expose());
        let added = self
            .store
            .add_source(&slug, address.kind(), &shown, secret, &self.vault, now)
            .await;
        let source = added.map_err(|error| match error {
            StoreError::Taken { .. } => Problem::field("slug", error.to_string()),
            other => problem_of(other),
        })?;
        self.audit(actor, "add source", slug.as_str(), now).await;
        Ok(source)
    }

    /// Removes a source that no metric asks any more.
    pub async fn remove_source(
        &self,
        actor: &Actor,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditSources)?;
        self.store.remove_source(slug).await.map_err(problem_of)?;
        self.audit(actor, "remove source", slug, now).await;
        Ok(())
    }

    /// The tables of a source, with the columns of the one that is named.
    pub async fn tables(
        &self,
        actor: &Actor,
        source: &str,
        table: Option<&str>,
    ) -> Result<Vec<TableView>, Problem> {
        actor.check(Operation::ViewSources)?;
        let source = self.store.source(source).await.map_err(problem_of)?;
        let Some(connection) = self.collector.connection(Some(source.id)).await? else {
            return Ok(Vec::new());
        };
        let mut views = Vec::new();
        for found in connection
            .tables()
            .await
            .map_err(CollectError::into_problem)?
        {
            let name = found.name;
            let columns = if table == Some(name.as_str()) {
                let columns = connection
                    .columns(&name)
                    .await
                    .map_err(CollectError::into_problem)?;
                columns
                    .into_iter()
                    .map(|column| (column.name, column.type_name))
                    .collect()
            } else {
                Vec::new()
            };
            views.push(TableView { name, columns });
        }
        Ok(views)
    }
}

fn parse_address(url: &str) -> Result<SourceAddress, Problem> {
    SourceAddress::parse(url).map_err(at_url)
}

fn at_url(problem: Problem) -> Problem {
    if problem.field.is_some() {
        problem
    } else {
        problem.at("url")
    }
}
